import type { BudgetedJudge } from './budgeted-judge.ts';
import { firstByLot } from './first-by-lot.ts';
import type { Lots } from './lots.ts';

/** Where a question may belong, and how likely before anything is asked. */
export interface Placement {
  /** All questions of the group. */
  members: readonly number[];
  /** Typical ones, to ask about. */
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
  lots: Lots;
}

/** The index of a placement; `unknown` when the judge was asked and said nothing. */
export type Settled = number | 'nowhere' | 'unknown';

/** A question is asked about with so many others at most. */
export const MOST_PAIRS_OF_QUESTION = 8;
/** Among so many members, by lot, it is looked for one that the question was asked about already. */
const MEMBERS_RECALLED = 16;

/**
 * Finds out where a question belongs: by Bayes' rule over the placements and "nowhere", always asking about the likeliest
 * placement next.
 */
export async function settleQuestion(
  judge: BudgetedJudge,
  row: number,
  placements: readonly Placement[],
  { error, nowhere, done, least = 0, lots }: SettleOptions,
): Promise<Settled> {
  let beliefs = normalised([...placements.map(({ probability }) => probability * (1 - nowhere)), nowhere]);
  const used = new Set<number>([row]);
  let [asked, said] = [0, 0];
  while (asked < MOST_PAIRS_OF_QUESTION && (said === 0 || Math.max(...beliefs) < done)) {
    const next = likeliestToAsk(beliefs, placements, used);
    if (next === undefined) break;
    const other = await chosenAmong(judge, row, placements[next], used, lots);
    used.add(other);
    asked++;
    const same = await judge.isSame(row, other);
    if (same === undefined) {
      if (judge.failure) break;
      continue;
    }
    said++;
    beliefs = normalised(beliefs.map((p, k) => p * ((k === next) === same ? 1 - error : error)));
  }
  if (asked > 0 && said === 0) return 'unknown';
  const best = beliefs.indexOf(Math.max(...beliefs));
  return best < placements.length && beliefs[best] >= least ? best : 'nowhere';
}

function likeliestToAsk(
  beliefs: readonly number[],
  placements: readonly Placement[],
  used: ReadonlySet<number>,
): number | undefined {
  const ranked = [...placements.keys()].sort((a, b) => beliefs[b] - beliefs[a]);
  return ranked.find((placement) => placements[placement].anchors.some((anchor) => !used.has(anchor)));
}

/** A member it was asked about in an earlier night, if there is one; else a typical one by lot. */
async function chosenAmong(
  judge: BudgetedJudge,
  row: number,
  { members, anchors }: Placement,
  used: ReadonlySet<number>,
  lots: Lots,
): Promise<number> {
  const lotOf = (other: number) => (used.has(other) ? Number.POSITIVE_INFINITY : lots.ofChoice(row, other));
  for (const { item, lot } of firstByLot(members, MEMBERS_RECALLED, lotOf))
    if (lot < 1 && (await judge.isRemembered(row, item))) return item;
  return firstByLot(anchors, 1, lotOf)[0].item;
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
