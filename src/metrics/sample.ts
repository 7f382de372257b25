/** One number of a metric. */
export interface Sample {
  labels?: Record<string, string | number>;
  value: number;
}

/** A metric whose numbers are kept elsewhere and read at each scrape. */
export interface Metric<From> {
  kind: 'counter' | 'gauge';
  /** Without the prefix `goldsmith_`. */
  name: string;
  help: string;
  labels?: string[];
  read: (from: From) => Sample[];
}

/** The one sample of a number that may not be known; none where it is not. */
export function oneOf(value: number | null | undefined): Sample[] {
  return value === undefined || value === null ? [] : [{ value }];
}
