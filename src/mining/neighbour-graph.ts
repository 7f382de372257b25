import { forEachPair } from './vector-pairs.ts';

/** The most similar others of every row. Row i's neighbours stand at `i * k` to `i * k + k`, in no order; -1 where there are fewer. */
export interface NeighbourGraph {
  k: number;
  neighbours: Int32Array;
  /** Cosines, beside `neighbours`. */
  similarities: Float32Array;
}

/**
 * The exact graph of the k nearest neighbours by cosine, comparing every pair.
 * @param vectors unit length, all of one length.
 */
export async function buildNeighbourGraph(
  vectors: readonly Float32Array[],
  k: number,
  signal?: AbortSignal,
): Promise<NeighbourGraph> {
  const rows = vectors.length;
  const neighbours = new Int32Array(rows * k).fill(-1);
  const similarities = new Float32Array(rows * k).fill(Number.NEGATIVE_INFINITY);
  // The weakest neighbour of each row, which a better one replaces.
  const weakest = new Int32Array(rows).map((_, i) => i * k);
  const keep = (row: number, other: number, cosine: number) => {
    const at = weakest[row];
    if (cosine <= similarities[at]) return;
    neighbours[at] = other;
    similarities[at] = cosine;
    let lowest = row * k;
    for (let slot = lowest + 1; slot < row * k + k; slot++)
      if (similarities[slot] < similarities[lowest]) lowest = slot;
    weakest[row] = lowest;
  };
  await forEachPair(
    vectors,
    (i, j, cosine) => {
      keep(i, j, cosine);
      keep(j, i, cosine);
    },
    signal,
  );
  return { k, neighbours, similarities };
}
