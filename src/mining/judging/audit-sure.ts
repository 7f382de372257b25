import type { Belief } from './cross-examine.ts';
import type { Judging } from './judging.ts';
import { type SettlePolicy, settleRows } from './settle-rows.ts';

/** Every sure member has at least this chance to be checked. */
const LEAST_CHANCE = 0.1;
/** What a check of a sure member costs on average, in calls. */
const CALLS_OF_CHECK = 1.2;
/** How likely a sure member belongs nowhere; and when it counts as settled: a wrong verdict would cost more than of one in doubt. */
const SURE_MEMBER: SettlePolicy = { prior: (likely) => likely, nowhere: () => 0.02, done: 0.99 };

/**
 * Checks a sample of the members in no doubt, the least sure likeliest, with what is left of the limit. Each that was checked
 * counts by the inverse of its chance (Horvitz and Thompson 1952).
 * @param doubtful the rows that were settled one by one.
 */
export async function auditSure(
  judging: Judging,
  beliefs: readonly Belief[],
  doubtful: ReadonlySet<number>,
): Promise<void> {
  const { questions, groups, judge, lots, weights } = judging;
  const sure = [...questions.keys()].filter((row) => !doubtful.has(row));
  if (sure.length === 0) return;
  const unsureness = sure.map((row) => Math.sqrt(1 - groups.sureness(row, beliefs) + 1e-3));
  const chances = chancesWithin(judge.room() / CALLS_OF_CHECK, unsureness);
  const chanceOf = new Map(sure.map((row, i) => [row, chances[i]]));
  const lotOf = (row: number) => lots.ofRow(row, 'audit');
  // By lot, so that those the pairs do not suffice for are chance as well.
  const picked = sure
    .filter((row) => lotOf(row) < chanceOf.get(row)!)
    .sort((a, b) => lotOf(a) / chanceOf.get(a)! - lotOf(b) / chanceOf.get(b)!);
  const settled = await settleRows(judging, picked, beliefs, 1, SURE_MEMBER);
  for (const row of settled) weights[row] = (1 / chanceOf.get(row)!) * (picked.length / settled.size);
  groups.regroupSmall();
}

/** Chances proportional to the weights, none below the least nor above 1, that add up to `room` where that is possible. */
function chancesWithin(room: number, weights: readonly number[]): number[] {
  const chance = (factor: number) => weights.map((weight) => Math.min(1, Math.max(LEAST_CHANCE, factor * weight)));
  let low = 0;
  let high = 1e6;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const sum = chance(middle).reduce((total, c) => total + c, 0);
    if (sum > room) high = middle;
    else low = middle;
  }
  return chance(low);
}
