import { planAllPairs, tasksOf } from './comparison-plan.ts';
import { join, type Links, rootOf, type SharedCounts } from './core-links.ts';
import { RowStore } from './row-store.ts';

/** The label of a row in no cluster. */
export const NOISE = -1;

/** More than the rounding of a cosine in 32 bits: pairs so near to epsilon are reckoned anew in 64. */
const ROUNDING = 4e-6;

/**
 * DBSCAN by cosine distance (Ester et al., KDD 1996), the clustering of the system that Goldsmith re-creates. Kept as an
 * option: on real questions it chains most of them into one cluster. Labels as scikit-learn gives them. Compares all pairs once,
 * in other threads, and keeps no list of neighbours: memory grows with rows, not with pairs.
 * @param vectors unit length, all of one length.
 * @param epsilon the cosine distance up to which two rows are neighbours.
 * @param leastNeighbours how many rows within `epsilon`, itself included, make a row a core.
 * @returns a label per row, from 0; {@link NOISE} for rows in no cluster.
 * @throws RangeError for more than about 2.7 million vectors of 384 numbers.
 */
export async function dbscan(
  vectors: readonly Float32Array[],
  epsilon: number,
  leastNeighbours: number,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const rows = vectors.length;
  const counts: SharedCounts = {
    counts: new Int32Array(new SharedArrayBuffer(rows * Int32Array.BYTES_PER_ELEMENT)).fill(1),
    leastNeighbours,
    least: 1 - epsilon - ROUNDING,
    sure: 1 - epsilon + ROUNDING,
  };
  const found = await findLinks(vectors, counts, signal);
  for (const { doubtful } of found) countNeighbours(doubtful, vectors, epsilon, counts.counts);
  return labelsOf(found, counts);
}

async function findLinks(
  vectors: readonly Float32Array[],
  counts: SharedCounts,
  signal?: AbortSignal,
): Promise<Links[]> {
  const store = new RowStore(vectors[0]?.length ?? 0, vectors.length);
  try {
    const write = (row: number, numbers: Float32Array) => numbers.set(vectors[row]);
    await store.fill({ count: vectors.length, write }, (row) => row, signal);
    // Every row asks for its neighbours from its place in a block; those in panels need not ask too.
    const plan = planAllPairs(vectors.length);
    return await store.workers.do({ kind: 'links', plan, counts }, tasksOf(plan), signal);
  } finally {
    await store.close();
  }
}

/** Counts the doubtful pairs that are neighbours, and overwrites the others with pairs of a row with itself. */
function countNeighbours(
  doubtful: Int32Array,
  vectors: readonly Float32Array[],
  epsilon: number,
  counts: Int32Array,
): void {
  for (let at = 0; at < doubtful.length; at += 2) {
    const [one, other] = [doubtful[at], doubtful[at + 1]];
    if (1 - cosine(vectors[one], vectors[other]) <= epsilon) {
      counts[one]++;
      counts[other]++;
    } else doubtful[at + 1] = one;
  }
}

function labelsOf(found: readonly Links[], { counts, leastNeighbours }: SharedCounts): Int32Array {
  const isCore = (row: number) => counts[row] >= leastNeighbours;
  const parents = Int32Array.from(counts, (_, row) => row);
  for (const links of found) for (let row = 0; row < parents.length; row++) join(parents, row, links.parents[row]);
  const pairs = found.flatMap(({ open, doubtful }) => [open, doubtful]);
  forEachPair(pairs, (one, other) => {
    if (isCore(one) && isCore(other)) join(parents, one, other);
  });
  const labels = new Int32Array(counts.length).fill(NOISE);
  let next = 0;
  for (let row = 0; row < labels.length; row++) {
    // A root is the lowest row of its tree, so that it has its label before the others ask for it.
    if (isCore(row)) labels[row] = rootOf(parents, row) === row ? next++ : labels[rootOf(parents, row)];
  }
  // A row on the border goes with the first of the clusters that reach it.
  forEachPair(pairs, (one, other) => {
    const [border, core] = isCore(one) ? [other, one] : [one, other];
    if (isCore(border) || !isCore(core)) return;
    if (labels[border] === NOISE || labels[core] < labels[border]) labels[border] = labels[core];
  });
  return labels;
}

function forEachPair(lists: readonly Int32Array[], visit: (one: number, other: number) => void): void {
  for (const list of lists) for (let at = 0; at < list.length; at += 2) visit(list[at], list[at + 1]);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    squaresA += a[i] * a[i];
    squaresB += b[i] * b[i];
  }
  return dot / Math.sqrt(squaresA * squaresB);
}
