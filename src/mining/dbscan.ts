import { forEachPair } from './vector-pairs.ts';

/** The label of a row in no cluster. */
export const NOISE = -1;

/**
 * DBSCAN by cosine distance (Ester et al., KDD 1996), the clustering of the system that Goldsmith re-creates. Kept as an
 * option: on real questions it chains most of them into one cluster. Labels as scikit-learn gives them.
 * @param vectors unit length, all of one length.
 * @param epsilon the cosine distance up to which two rows are neighbours.
 * @param leastNeighbours how many rows within `epsilon`, itself included, make a row a core.
 * @returns a label per row, from 0; {@link NOISE} for rows in no cluster.
 */
export async function dbscan(
  vectors: readonly Float32Array[],
  epsilon: number,
  leastNeighbours: number,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const neighbours: number[][] = vectors.map((_, i) => [i]);
  await forEachPair(
    vectors,
    (i, j, cosine) => {
      if (1 - cosine > epsilon) return;
      neighbours[i].push(j);
      neighbours[j].push(i);
    },
    signal,
  );
  const labels = new Int32Array(vectors.length).fill(NOISE);
  let label = 0;
  for (let row = 0; row < vectors.length; row++) {
    if (labels[row] !== NOISE || neighbours[row].length < leastNeighbours) continue;
    spread(row, label++, labels, neighbours, leastNeighbours);
  }
  return labels;
}

/** Gives a label to everything reachable from a core row through core rows. */
function spread(
  start: number,
  label: number,
  labels: Int32Array,
  neighbours: number[][],
  leastNeighbours: number,
): void {
  const open = [start];
  labels[start] = label;
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (neighbours[row].length < leastNeighbours) continue;
    for (const neighbour of neighbours[row]) {
      if (labels[neighbour] !== NOISE) continue;
      labels[neighbour] = label;
      open.push(neighbour);
    }
  }
}
