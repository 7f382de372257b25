import { GoldsmithError } from '../errors.ts';
import type { BudgetLimits } from './night-budget.ts';

/** How questions are clustered; without a cut one is chosen from the log. */
export type Clustering = { method: 'linkage'; cut?: number } | { method: 'dbscan'; epsilon: number };

/** What a night is asked to do. */
export interface NightOptions {
  /** How many days of the log are read. */
  days: number;
  /** The end of those days; by default now. */
  until: Date;
  /** How many clusters get golden answers, by demand. */
  maxGolden: number;
  clustering: Clustering;
  regenerateCultural: boolean;
  /** Reads and clusters, writes nothing and asks no model. */
  dryRun: boolean;
  /** What the night's model may use; without it, whatever the night takes. */
  budget?: BudgetLimits;
}

/**
 * Reads `linkage`, `linkage:0.2` or `dbscan:0.25`.
 * @throws GoldsmithError `bad-input`.
 */
export function parseClustering(text: string): Clustering {
  const [method, number, ...rest] = text.split(':');
  if (text === 'linkage') return { method: text };
  const value = Number(number);
  const usable = rest.length === 0 && value > 0 && value < 1;
  if (usable && method === 'linkage') return { method, cut: value };
  if (usable && method === 'dbscan') return { method, epsilon: value };
  throw new GoldsmithError(
    'bad-input',
    `"${text}" is no clustering; use linkage, linkage:0.2 or dbscan:0.25 (a cosine distance between 0 and 1).`,
  );
}
