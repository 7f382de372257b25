import type { Belief } from './cross-examine.ts';
import type { Judging } from './judging.ts';
import { SHARE_USED } from './judging-limits.ts';
import { NOWHERE_IN_DOUBT } from './nowhere-tally.ts';
import { type SettlePolicy, settleRows } from './settle-rows.ts';

/** A member is in no doubt when the matcher would put it back into its group with this probability. */
const SURE = 0.9;
/** So likely must it be of its group to stay there unsettled. */
const LIKELY = 0.5;
/** When a question in doubt counts as settled; in small logs, where calls are plenty, later. */
const SETTLED = 0.95;
const SETTLED_IN_SMALL_LOG = 0.99;
/** How much of a belief is given to all likely groups alike: what is in doubt is believed with doubt. */
const SPREAD = 0.1;

/**
 * Settles the questions in doubt, also those in no group, in the order of their lots. Where the pairs do not suffice for all, those
 * that were settled stand for the others when right and wrong are counted; of the others those stay in their group that are more
 * likely of it than not, and all if the judge has failed, as then nothing is known.
 * @returns the rows that were in doubt.
 */
export async function settleDoubtful(judging: Judging, beliefs: readonly Belief[]): Promise<Set<number>> {
  const { questions, groups, judge, limits, lots, weights } = judging;
  const rows = [...questions.keys()].filter((row) => groups.sureness(row, beliefs) < SURE);
  rows.sort((a, b) => lots.ofRow(a, 'settle') - lots.ofRow(b, 'settle'));
  const settled = await settleRows(judging, rows, beliefs, SHARE_USED.beforeAudit, policyOf(limits.isSmall));
  for (const row of rows) {
    if (settled.has(row)) weights[row] = rows.length / settled.size;
    else if (!judge.failure && groups.sureness(row, beliefs) < LIKELY) groups.of[row] = -1;
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
