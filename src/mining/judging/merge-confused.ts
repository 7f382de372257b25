import type { Confusion } from './confusions.ts';
import { mapAtOnce } from './map-at-once.ts';
import type { MergeParts } from './merge-parts.ts';
import { meanTheSame, mostPairsOf } from './same-group-test.ts';

/** How likely two groups that are confused with each other mean the same. */
const PRIOR = 0.5;

/**
 * Tries groups that are confused with each other, most confused first, and joins those that mean the same. Pairs that have no
 * group in common are tried at the same time.
 * @param groups the rows of each group.
 * @param confusions by index of the group.
 */
export async function mergeConfused(
  parts: MergeParts,
  groups: readonly number[][],
  confusions: readonly Confusion[],
): Promise<number[][]> {
  const { judge, questions, error, share, atOnce } = parts;
  const joined = new JoinedGroups(groups);
  let waiting = confusions.toSorted((x, y) => y.share - x.share || x.a - y.a || x.b - y.b);
  for (;;) {
    const { round, later } = disjoint(waiting, joined, judge.room(share), error);
    if (round.length === 0) break;
    const outcomes = await mapAtOnce(round, atOnce, async ([i, j]) => {
      const [a, b] = [joined.rows(i), joined.rows(j)];
      if (questions[a[0]].language !== questions[b[0]].language) return false;
      return (await meanTheSame(parts, a, b, PRIOR)).same;
    });
    for (const [k, [i, j]] of round.entries()) if (outcomes[k]) joined.join(i, j);
    waiting = later;
  }
  return joined.all();
}

/** The first confusions of which no group is in an earlier one as well, and whose tests fit into the room; and those that have to wait. */
function disjoint(
  waiting: readonly Confusion[],
  joined: JoinedGroups,
  room: number,
  error: number,
): { round: [number, number][]; later: Confusion[] } {
  const round: [number, number][] = [];
  const later: Confusion[] = [];
  const taken = new Set<number>();
  let left = room;
  for (const confusion of waiting) {
    const [i, j] = [joined.rootOf(confusion.a), joined.rootOf(confusion.b)];
    if (i === j) continue;
    const pairs = mostPairsOf(joined.rows(i), joined.rows(j), error);
    if (taken.has(i) || taken.has(j) || pairs > left) later.push(confusion);
    else {
      round.push([i, j]);
      left -= pairs;
    }
    taken.add(i).add(j);
  }
  return { round, later };
}

/** Groups that grow together; each goes by the index of one of its parts, its root. */
class JoinedGroups {
  readonly #rows: number[][];
  readonly #parent: number[];

  constructor(groups: readonly number[][]) {
    this.#rows = groups.map((rows) => [...rows]);
    this.#parent = groups.map((_, i) => i);
  }

  rootOf(i: number): number {
    return this.#parent[i] === i ? i : this.rootOf(this.#parent[i]);
  }

  rows(root: number): readonly number[] {
    return this.#rows[root];
  }

  join(i: number, j: number): void {
    this.#parent[j] = i;
    this.#rows[i].push(...this.#rows[j]);
    this.#rows[j] = [];
  }

  all(): number[][] {
    return this.#rows.filter((rows) => rows.length > 0);
  }
}
