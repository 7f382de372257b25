import type { ChoicePrior } from './choice-model.ts';
import type { Kinship } from './kinship.ts';
import priorJson from './prior.json' with { type: 'json' };

/** What matching has learned from public data sets; serves where a log has too few questions of its own. */
export interface MatcherPrior {
  choice: ChoicePrior;
  /** How clusters stand to each other that nobody has checked. */
  kinship: Kinship;
  /** Questions as they stood to the best candidate of their index, and whether it was right. */
  examples: { features: number[]; right: boolean }[];
}

interface PriorFile {
  choice: ChoicePrior;
  kinship: Kinship;
  /** Per question the features, and 1 or 0 for right or wrong at the end. */
  examples: number[][];
}

const file: PriorFile = priorJson;

/** The prior that comes with Goldsmith; `scripts/make-prior.ts` makes it and says from what. */
export const BUNDLED_PRIOR: MatcherPrior = {
  choice: file.choice,
  kinship: file.kinship,
  examples: file.examples.map((row) => ({ features: row.slice(0, -1), right: row[row.length - 1] === 1 })),
};
