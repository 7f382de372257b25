import type { Belief } from './cross-examine.ts';
import type { Judging } from './judging.ts';
import { mapAtOnce } from './map-at-once.ts';
import { NowhereTally } from './nowhere-tally.ts';
import type { QuestionGroups } from './question-groups.ts';
import { MOST_PAIRS_OF_QUESTION, type Settled, settleQuestion } from './settle-question.ts';

/** How sure one must be that a question is of a group before it loses the chance to be one by itself. */
const SURE_TO_MOVE = 0.95;
/** So many of the likeliest groups are tried. */
const LIKELIEST = 3;
/** At least so many members of a group stand for it. */
const LEAST_ANCHORS = 20;

/** How the questions are settled. */
export interface SettlePolicy {
  /** What is believed of a question before anything is asked. */
  prior(likely: Belief): Belief;
  /** How likely it belongs nowhere. @param soFar the share of questions like it that did. */
  nowhere(soFar: number): number;
  /** Settled from this probability on. */
  done: number;
}

/** A group that questions may belong to. */
interface Place {
  members: readonly number[];
  /** The surer half of the members, at least twenty: typical questions to compare others with. */
  anchors: readonly number[];
}

const EMPTY: Place = { members: [], anchors: [] };

/** Where a row goes: to a group by its name. */
type Home = { group: number } | 'nowhere' | 'unknown';

/**
 * Settles rows in their order, wave by wave, until a share of what is allowed is used up: each goes to the group it belongs
 * to, or to none. Those of one wave are asked about at the same time and know nothing of each other.
 * @returns those that were settled; the others, the judge said nothing of or there was no turn for, stay where they are.
 */
export async function settleRows(
  judging: Judging,
  rows: readonly number[],
  beliefs: readonly Belief[],
  share: number,
  policy: SettlePolicy,
): Promise<Set<number>> {
  const { judge, groups, limits, atOnce, onProgress } = judging;
  const places = placesOf(groups, beliefs);
  const next = Int32Array.from(groups.of);
  const tallies = { alone: new NowhereTally(), member: new NowhereTally() };
  const tallyOf = (row: number) => (groups.of[row] < 0 ? tallies.alone : tallies.member);
  const settled = new Set<number>();
  for (let from = 0; from < rows.length; ) {
    const size = Math.min(limits.wave, Math.floor(judge.room(share) / MOST_PAIRS_OF_QUESTION));
    if (size === 0) break;
    const wave = rows.slice(from, from + size);
    from += size;
    const homes = await mapAtOnce(wave, atOnce, (row) =>
      homeOf(judging, row, withOwnGroup(beliefs[row], groups.of[row]), places, policy, tallyOf(row).share),
    );
    for (const [i, row] of wave.entries()) {
      const home = homes[i];
      if (home === 'unknown') continue;
      settled.add(row);
      next[row] = home === 'nowhere' ? -1 : whereIs(home.group, places, next);
      tallyOf(row).add(home === 'nowhere');
    }
    onProgress?.(judge.pairs, judge.pairs + judge.room());
  }
  groups.of = next;
  return settled;
}

async function homeOf(
  { judge, groups, error, lots }: Judging,
  row: number,
  likely: Belief,
  places: ReadonlyMap<number, Place>,
  policy: SettlePolicy,
  nowhereSoFar: number,
): Promise<Home> {
  if (likely.length === 0) return 'nowhere';
  const prior = policy.prior(likely);
  const placements = prior.map(({ group, probability }) => ({ ...(places.get(group) ?? EMPTY), probability }));
  // A question that can be a group by itself needs more than the likeliest place: an error would cost it its answer.
  const least = groups.isAskedEnough([row]) ? SURE_TO_MOVE : 0;
  const { done } = policy;
  const options = { error, nowhere: policy.nowhere(nowhereSoFar), done, least, lots };
  const place: Settled = await settleQuestion(judge, row, placements, options);
  return typeof place === 'number' ? { group: prior[place].group } : place;
}

/** A group of one is where its question went: two that mean the same would change places. */
function whereIs(group: number, places: ReadonlyMap<number, Place>, next: Int32Array): number {
  const { members } = places.get(group) ?? EMPTY;
  return members.length === 1 ? next[members[0]] : group;
}

function placesOf(groups: QuestionGroups, beliefs: readonly Belief[]): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const [group, members] of groups.rows()) {
    const ranked = members.toSorted((a, b) => groups.sureness(b, beliefs) - groups.sureness(a, beliefs));
    places.set(group, { members, anchors: ranked.slice(0, Math.max(LEAST_ANCHORS, Math.floor(members.length / 2))) });
  }
  return places;
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
