import { Counter, Gauge, Registry } from 'prom-client';
import type { App } from '../app.ts';
import { VERSION } from '../config.ts';
import { CountedHistogram } from './counted-histogram.ts';
import { DATABASE_METRICS } from './database-metrics.ts';
import { type Known, watchDatabase } from './known.ts';
import { MEMORY_METRICS } from './memory-metrics.ts';
import { PROCESS_METRICS } from './process-metrics.ts';
import type { RequestTally } from './request-tally.ts';
import type { Metric } from './sample.ts';

/**
 * What Prometheus is told. Nothing is counted here: this process's numbers are kept where things happen and read at each scrape;
 * the database's are counted at most every few seconds, and left out while it is away.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #readDatabase: () => Promise<Known>;
  #known: Known = {};

  /** @param requests those of the server that tells the metrics. */
  constructor(app: App, requests: RequestTally) {
    this.#readDatabase = watchDatabase(app);
    for (const metric of PROCESS_METRICS) this.#add(metric.name, metric, () => process);
    this.#add('goldsmith_info', INFO, () => VERSION);
    for (const metric of MEMORY_METRICS) this.#add(`goldsmith_${metric.name}`, metric, () => app);
    for (const metric of DATABASE_METRICS) this.#add(`goldsmith_${metric.name}`, metric, () => this.#known);
    this.#addHistograms(app, requests);
  }

  /** Of what {@link scrape} gives. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in Prometheus' text format. */
  async scrape(): Promise<string> {
    this.#known = await this.#readDatabase();
    return this.#registry.metrics();
  }

  #add<From>(name: string, { kind, help, labels = [], read }: Metric<From>, from: () => From): void {
    const options = { name, help, labelNames: labels, registers: [this.#registry] };
    if (kind === 'counter') {
      new Counter({
        ...options,
        collect() {
          this.reset();
          for (const { labels, value } of read(from())) this.inc(labels ?? {}, value);
        },
      });
      return;
    }
    new Gauge({
      ...options,
      collect() {
        // Without labels a reset leaves 0, which is not the same as not known.
        this.reset();
        if (labels.length === 0) this.remove();
        for (const { labels, value } of read(from())) this.set(labels ?? {}, value);
      },
    });
  }

  #addHistograms(app: App, requests: RequestTally): void {
    const registry = this.#registry;
    const { lookups, modelCalls } = app.recorders;
    new CountedHistogram({
      ...{ name: 'goldsmith_lookup_seconds', help: 'How long deciding took', labels: ['outcome'], registry },
      read: () =>
        Object.entries(lookups.tally.durations).map(([outcome, durations]) => ({ labels: { outcome }, durations })),
    });
    new CountedHistogram({
      ...{ name: 'goldsmith_model_call_seconds', help: 'How long models took', labels: ['role', 'outcome'], registry },
      read: () =>
        modelCalls.tally.durations.map(({ role, outcome, durations }) => ({ labels: { role, outcome }, durations })),
    });
    new CountedHistogram({
      ...{
        name: 'goldsmith_http_request_seconds',
        help: 'How long requests took; status 499: the client went away',
        labels: ['route', 'status'],
        registry,
      },
      read: () => requests.requests.map(({ route, status, durations }) => ({ labels: { route, status }, durations })),
    });
  }
}

const INFO: Metric<string> = {
  kind: 'gauge',
  name: 'goldsmith_info',
  help: 'The version that runs',
  labels: ['version'],
  read: (version) => [{ labels: { version }, value: 1 }],
};
