import { ClusterForest } from './cluster-forest.ts';
import type { LinkageTree } from './linkage-tree.ts';
import { NeighbourSearch, type SearchOptions } from './neighbour-search.ts';
import { inTurns } from './turns.ts';

/** Partners that are looked up at a time; with fewer more rounds are needed, with more each search takes longer. */
const NEIGHBOURS = 24;

/** More than the rounding of a cosine in 32 bits. */
const ROUNDING = 1e-6;

/**
 * Average linkage by cosine (UPGMA: Sokal & Michener 1958): merges the two clusters whose questions are most similar on average,
 * until none are more similar than `1 - cut`. No distance matrix: the mean cosine between two clusters of unit vectors is the dot
 * product of their sums over the product of their sizes. Each round looks up the nearest of those clusters that cannot go on
 * without, and merges what that allows (`ClusterForest`). Exact up to 50,000 vectors: the clusters that a full matrix gives.
 * Beyond, neighbours are looked for in the nearest cells only, and a few may be missed.
 * @param vectors unit length, all of one length.
 * @param cut the cosine distance at which merging stops, 0 to 1.
 * @param options for measurements: when the search is exact, and how far it looks otherwise.
 * @returns a label per vector, counted from 0 in order of first appearance; every vector has one.
 * @throws RangeError for more than about 2.7 million vectors of 384 numbers.
 */
export async function averageLinkage(
  vectors: readonly Float32Array[],
  cut: number,
  signal?: AbortSignal,
  options?: SearchOptions,
): Promise<Int32Array> {
  const tree = await linkageTree(vectors, cut, signal, options);
  return tree.labelsAt(cut);
}

/** The merges of {@link averageLinkage} up to a cut; parameters and errors as there. */
export async function linkageTree(
  vectors: readonly Float32Array[],
  cut: number,
  signal?: AbortSignal,
  options?: SearchOptions,
): Promise<LinkageTree> {
  signal?.throwIfAborted();
  const width = vectors[0]?.length ?? 0;
  const forest = new ClusterForest(vectors.length, width, 1 - cut);
  await inTurns(forest.take(vectors), signal);
  const search = new NeighbourSearch(width, vectors.length, options);
  try {
    while (forest.exhausted.length > 0) {
      const { live, exhausted } = forest;
      const write = (row: number, numbers: Float32Array) => forest.writeMean(live[row], numbers);
      const rows = { count: live.length, write };
      const wanted = { k: NEIGHBOURS, floor: 1 - cut - ROUNDING };
      const graph = await search.nearest(rows, placesOf(exhausted, live), wanted, signal);
      await inTurns(forest.refresh(graph), signal);
      await inTurns(forest.merge(), signal);
    }
    return forest.tree;
  } finally {
    await search.close();
  }
}

/** Where some numbers stand in a list; both in ascending order. */
function placesOf(some: Int32Array, all: Int32Array): Int32Array {
  let place = 0;
  return some.map((one) => {
    while (all[place] !== one) place++;
    return place;
  });
}
