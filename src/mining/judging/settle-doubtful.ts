import type { Belief } from './cross-examine.ts';
import type { Judging } from './judging.ts';
import { NOWHERE_IN_DOUBT } from './nowhere-tally.ts';
import { type SettlePolicy, settleRows } from './settle-rows.ts';

/** A member is in no doubt when the matcher would put it back into its group with this probability. */
const SURE = 0.9;
/** When a question in doubt counts as settled; in small logs, where calls are plenty, later. */
const SETTLED = 0.95;
const SETTLED_IN_SMALL_LOG = 0.99;
/** How much of a belief is given to all likely groups alike: what is in doubt is believed with doubt. */
const SPREAD = 0.1;

/**
 * Settles the questions in doubt, also those in no group, the likeliest to be served first; what there is no turn for is left
 * out of all groups. Each stands for itself when right and wrong are counted.
 * @returns the rows that were in doubt.
 */
export async function settleDoubtful(judging: Judging, beliefs: readonly Belief[]): Promise<Set<number>> {
  const { questions, groups, limits, weights } = judging;
  const rows = [...questions.keys()].filter((row) => groups.sureness(row, beliefs) < SURE);
  rows.sort((a, b) => (beliefs[b][0]?.probability ?? 0) - (beliefs[a][0]?.probability ?? 0));
  const settled = await settleRows(judging, rows, beliefs, limits.beforeAudit, policyOf(limits.isSmall));
  for (const row of rows) {
    if (!settled.has(row)) groups.of[row] = -1;
    weights[row] = 1;
  }
  groups.regroupSmall();
  return new Set(rows);
}

function policyOf(isSmall: boolean): SettlePolicy {
  return {
    prior: (likely) =>
      likely.map(({ group, probability }) => ({
        group,
        probability: (1 - SPREAD) * probability + SPREAD / likely.length,
      })),
    nowhere: (soFar) => (isSmall ? soFar : NOWHERE_IN_DOUBT),
    done: isSmall ? SETTLED_IN_SMALL_LOG : SETTLED,
  };
}
