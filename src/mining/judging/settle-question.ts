import type { BudgetedJudge } from './budgeted-judge.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Where a question may belong, and how likely before anything is asked. */
export interface Placement {
  /** Typical questions of the group, to ask about. */
  anchors: readonly number[];
  probability: number;
}

/** How a question is settled. */
export interface SettleOptions {
  /** How often the judge errs. */
  error: number;
  /** How likely the question belongs nowhere, before anything is asked. */
  nowhere: number;
  /** Settled from this probability on. */
  done: number;
  /** A placement that is less likely in the end is none; 0 unless set. */
  least?: number;
  random: SeededRandom;
}

const MOST_PAIRS = 8;

/**
 * Finds out where a question belongs: by Bayes' rule over the placements and "nowhere", always asking about the likeliest
 * placement next.
 * @returns the index of the placement, or undefined for nowhere.
 */
export async function settleQuestion(
  judge: BudgetedJudge,
  row: number,
  placements: readonly Placement[],
  { error, nowhere, done, least = 0, random }: SettleOptions,
): Promise<number | undefined> {
  let beliefs = normalised([...placements.map(({ probability }) => probability * (1 - nowhere)), nowhere]);
  const used = new Set<number>();
  for (let asked = 0; asked < MOST_PAIRS && (asked === 0 || Math.max(...beliefs) < done); asked++) {
    const next = likeliestToAsk(beliefs, placements, (anchor) => anchor !== row && !used.has(anchor));
    if (!next) break;
    const anchor = random.choose(next.free);
    used.add(anchor);
    const same = await judge.isSame(row, anchor);
    beliefs = normalised(beliefs.map((p, k) => p * ((k === next.placement) === same ? 1 - error : error)));
  }
  const best = beliefs.indexOf(Math.max(...beliefs));
  return best < placements.length && beliefs[best] >= least ? best : undefined;
}

function likeliestToAsk(
  beliefs: readonly number[],
  placements: readonly Placement[],
  isFree: (anchor: number) => boolean,
): { placement: number; free: number[] } | undefined {
  const ranked = [...placements.keys()].sort((a, b) => beliefs[b] - beliefs[a]);
  for (const placement of ranked) {
    const free = placements[placement].anchors.filter(isFree);
    if (free.length > 0) return { placement, free };
  }
  return undefined;
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
