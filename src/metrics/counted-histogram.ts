import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from 'prom-client';
import { Durations } from '../durations.ts';

/** Durations under some labels. */
export interface LabelledDurations {
  labels: Record<string, string | number>;
  durations: Durations;
}

/** What a {@link CountedHistogram} is. */
export interface CountedHistogramOptions {
  name: string;
  help: string;
  labels: string[];
  registry: Registry;
  /** Asked at each scrape. */
  read: () => LabelledDurations[];
}

/** A histogram of durations that were counted elsewhere, seconds. */
export class CountedHistogram extends Histogram {
  readonly #options: CountedHistogramOptions;

  constructor(options: CountedHistogramOptions) {
    const { name, help, labels, registry } = options;
    super({ name, help, labelNames: labels, buckets: [...Durations.bounds], registers: [registry] });
    this.#options = options;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { name, help, read } = this.#options;
    const values = read().flatMap((labelled) => valuesOf(name, labelled));
    const told = { name, help, type: 'histogram', values, aggregator: 'sum' };
    // The library's declaration says otherwise than its code: that the type is a number, and the collector goes along.
    return told as unknown as MetricObjectWithValues<MetricValueWithName<string>>;
  }

  /** What the registry asks in place of `get` where there is one. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    return this.get();
  }
}

function valuesOf(name: string, { labels, durations }: LabelledDurations): MetricValueWithName<string>[] {
  const counts = durations.upToBounds;
  const buckets = counts.map((value, i) => {
    const le = i < Durations.bounds.length ? Durations.bounds[i] : '+Inf';
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value };
  });
  const count = counts[counts.length - 1];
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: durations.seconds },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
