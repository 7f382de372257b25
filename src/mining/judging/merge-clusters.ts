import { setImmediate as nextTurn } from 'node:timers/promises';
import { unitMeanOf } from '../../matching/vectors.ts';
import { mapAtOnce } from './map-at-once.ts';
import type { MergeParts } from './merge-parts.ts';
import { type ClusterGroup, MergeQueue, type WaitingCluster } from './merge-queue.ts';
import { MOST_PAIRS_OF_TEST, meanTheSame, mostPairsOf } from './same-group-test.ts';

/** So many of the nearest groups a cluster is tried against. */
const TRIES = 5;

/** What came of trying a cluster against its nearest groups. */
interface Tried {
  home: ClusterGroup | undefined;
  /** Against how many. */
  tries: number;
}

/**
 * Joins clusters that the judge says mean the same: the largest first, each is tried against the nearest groups so far, or
 * else starts its own. So the cost grows with the clusters, not with their pairs. Clusters that cannot be each other's nearest
 * are tried at the same time. How likely the first, second, ... nearest group is the right one is learned on the way.
 * @param clusters the rows of each cluster.
 * @returns the rows of each group.
 */
export async function mergeClusters(parts: MergeParts, clusters: readonly number[][]): Promise<number[][]> {
  const { judge, questions, share, atOnce } = parts;
  const ranked = clusters.toSorted((a, b) => b.length - a.length || a[0] - b[0]);
  const queue = new MergeQueue(
    ranked.map((rows) => ({
      rows,
      mean: unitMeanOf(rows.map((row) => questions[row].vector)),
      language: questions[rows[0]].language,
    })),
    TRIES,
  );
  const merged = new Array<number>(TRIES).fill(1);
  const tried = new Array<number>(TRIES).fill(2);
  while (!queue.isEmpty) {
    await nextTurn();
    const room = judge.room(share);
    const round = queue.next(Math.max(1, Math.floor(room / MOST_PAIRS_OF_TEST)));
    const priors = merged.map((count, rank) => Math.min(Math.max(count / tried[rank], 0.05), 0.8));
    const allowed = Math.floor(room / round.length);
    const outcomes = await mapAtOnce(round, atOnce, (cluster) => findHome(parts, cluster, priors, allowed));
    for (const [i, { home, tries }] of outcomes.entries()) {
      for (let rank = 0; rank < tries; rank++) tried[rank]++;
      if (home) merged[tries - 1]++;
      queue.place(round[i], home);
    }
  }
  return queue.groups.map(({ rows }) => rows);
}

/** @param allowed no more pairs are put to the judge. */
async function findHome(
  parts: MergeParts,
  { rows, nearest }: WaitingCluster,
  priors: readonly number[],
  allowed: number,
): Promise<Tried> {
  let left = allowed;
  for (const [rank, group] of nearest.entries()) {
    if (left < mostPairsOf(rows, group.rows, parts.error)) return { home: undefined, tries: rank };
    const { same, pairs } = await meanTheSame(parts, rows, group.rows, priors[rank]);
    left -= pairs;
    if (same) return { home: group, tries: rank + 1 };
  }
  return { home: undefined, tries: nearest.length };
}
