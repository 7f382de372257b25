import type { Belief } from './cross-examine.ts';
import type { Judging } from './judging.ts';
import { NowhereTally } from './nowhere-tally.ts';
import type { QuestionGroups } from './question-groups.ts';
import { settleQuestion } from './settle-question.ts';

/** How sure one must be that a question is of a group before it loses the chance to be one by itself. */
const SURE_TO_MOVE = 0.95;
/** A question costs at most so many calls; kept back at the end of a limit. */
const CALLS_OF_ONE = 8;
/** So many of the likeliest groups are tried. */
const LIKELIEST = 3;
/** At least so many members of a group stand for it. */
const LEAST_ANCHORS = 20;
const TELL_EVERY = 100;

/** How the questions are settled. */
export interface SettlePolicy {
  /** What is believed of a question before anything is asked. */
  prior(likely: Belief): Belief;
  /** How likely it belongs nowhere. @param soFar the share of questions like it that did. */
  nowhere(soFar: number): number;
  /** Settled from this probability on. */
  done: number;
}

/**
 * Settles rows in their order while the limit lasts: each goes to the group it belongs to, or to none.
 * @returns those settled.
 */
export async function settleRows(
  { judge, groups, limits, error, random, onProgress }: Judging,
  rows: readonly number[],
  beliefs: readonly Belief[],
  limit: number,
  policy: SettlePolicy,
): Promise<Set<number>> {
  const anchors = anchorsOf(groups, beliefs);
  const next = Int32Array.from(groups.of);
  const settled = new Set<number>();
  const tallies = { alone: new NowhereTally(), member: new NowhereTally() };
  for (const row of rows) {
    if (judge.calls > limit - CALLS_OF_ONE) break;
    const tally = groups.of[row] < 0 ? tallies.alone : tallies.member;
    const likely = withOwnGroup(beliefs[row], groups.of[row]);
    if (likely.length > 0) {
      const placements = policy.prior(likely);
      const place = await settleQuestion(
        judge,
        row,
        placements.map(({ group, probability }) => ({ anchors: anchors.get(group) ?? [], probability })),
        // A question that can be a group by itself needs more than the likeliest place: an error would cost it its answer.
        {
          error,
          nowhere: policy.nowhere(tally.share),
          done: policy.done,
          least: groups.isAskedEnough([row]) ? SURE_TO_MOVE : 0,
          random,
        },
      );
      next[row] = place === undefined ? -1 : whereIs(placements[place].group, anchors, next);
      tally.add(place === undefined);
    } else next[row] = -1;
    settled.add(row);
    if (settled.size % TELL_EVERY === 0) onProgress?.(judge.calls, limits.all);
  }
  groups.of = next;
  return settled;
}

/** A group of one is where its question went: two that mean the same would change places. */
function whereIs(group: number, anchors: ReadonlyMap<number, number[]>, next: Int32Array): number {
  const members = anchors.get(group) ?? [];
  return members.length === 1 ? next[members[0]] : group;
}

/** Of each group the surer half of its members, at least twenty: typical questions to compare others with. */
function anchorsOf(groups: QuestionGroups, beliefs: readonly Belief[]): Map<number, number[]> {
  const anchors = new Map<number, number[]>();
  for (const [group, rows] of groups.rows()) {
    const ranked = rows.toSorted((a, b) => groups.sureness(b, beliefs) - groups.sureness(a, beliefs));
    anchors.set(group, ranked.slice(0, Math.max(LEAST_ANCHORS, Math.floor(rows.length / 2))));
  }
  return anchors;
}

/** The likeliest groups, and the question's own. */
function withOwnGroup(belief: Belief, own: number): Belief {
  const likely = belief.slice(0, LIKELIEST);
  if (own >= 0 && !likely.some(({ group }) => group === own)) {
    likely.push({ group: own, probability: belief.find(({ group }) => group === own)?.probability ?? 1e-6 });
  }
  const sum = likely.reduce((total, { probability }) => total + probability, 0);
  return likely.map(({ group, probability }) => ({ group, probability: probability / sum }));
}
