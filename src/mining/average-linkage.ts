import { MergeQueue } from './merge-queue.ts';
import { buildNeighbourGraph, type NeighbourGraph } from './neighbour-graph.ts';

/** Neighbours that propose merges; the prototype found 5 nearly enough and 15 equal to comparing all. */
const NEIGHBOURS = 15;

/**
 * Average linkage by cosine: merges the two clusters whose questions are most similar on average, until none are more
 * similar than `1 - cut`. No distance matrix: the mean cosine between two clusters of unit vectors is the dot product of
 * their sums over the product of their sizes, and the neighbours of a merged cluster are those of its parts.
 * @param vectors unit length, all of one length.
 * @param cut the cosine distance at which merging stops, 0 to 1.
 * @returns a label per vector, counted from 0 in order of first appearance; every vector has one.
 */
export async function averageLinkage(
  vectors: readonly Float32Array[],
  cut: number,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const forest = new ClusterForest(vectors, 1 - cut);
  // When nothing is left to merge, the clusters' own neighbours are looked up anew: all the neighbours of a large clump's
  // rows may lie inside it.
  let merged = true;
  while (merged) {
    forest.propose(await buildNeighbourGraph(forest.means(), NEIGHBOURS, signal));
    merged = forest.mergeAll();
  }
  return forest.labels();
}

/** The clusters so far: each is named after one of its rows. */
class ClusterForest {
  readonly #least: number;
  readonly #sums: Float32Array[];
  readonly #sizes: Float64Array;
  readonly #versions: Int32Array;
  readonly #parents: Int32Array;
  readonly #neighbours: Set<number>[];
  readonly #queue = new MergeQueue();

  /** The live clusters, in the order of {@link means}. */
  #live: number[];

  /** @param least the mean similarity that clusters must have to be merged. */
  constructor(vectors: readonly Float32Array[], least: number) {
    this.#least = least;
    this.#sums = vectors.map((vector) => vector.slice());
    this.#sizes = new Float64Array(vectors.length).fill(1);
    this.#versions = new Int32Array(vectors.length);
    this.#parents = new Int32Array(vectors.length).map((_, i) => i);
    this.#neighbours = vectors.map(() => new Set());
    this.#live = vectors.map((_, i) => i);
  }

  /** The mean vector of each live cluster; the dot product of two is their mean similarity. */
  means(): Float32Array[] {
    this.#live = this.#live.filter((cluster) => this.#parents[cluster] === cluster);
    return this.#live.map((cluster) => this.#sums[cluster].map((x) => x / this.#sizes[cluster]));
  }

  /** Takes the neighbours that a graph over {@link means} found. */
  propose({ k, neighbours, similarities }: NeighbourGraph): void {
    for (const [i, cluster] of this.#live.entries()) {
      for (let slot = i * k; slot < (i + 1) * k; slot++) {
        if (neighbours[slot] < 0) continue;
        const other = this.#live[neighbours[slot]];
        if (this.#neighbours[cluster].has(other)) continue;
        this.#neighbours[cluster].add(other);
        this.#neighbours[other].add(cluster);
        this.#propose(cluster, other, similarities[slot]);
      }
    }
  }

  /** Merges the most similar two clusters, again and again, until none are similar enough. Returns whether any were merged. */
  mergeAll(): boolean {
    let merged = false;
    for (let merge = this.#queue.pop(); merge; merge = this.#queue.pop()) {
      const current = this.#versions[merge.a] === merge.versionA && this.#versions[merge.b] === merge.versionB;
      if (!current) continue;
      this.#merge(merge.a, merge.b);
      merged = true;
    }
    return merged;
  }

  labels(): Int32Array {
    const labels = new Map<number, number>();
    return this.#parents.map((_, row) => {
      const root = this.#rootOf(row);
      const label = labels.get(root) ?? labels.size;
      labels.set(root, label);
      return label;
    });
  }

  #merge(one: number, other: number): void {
    // The cluster with more neighbours takes the other in, so that fewer are touched.
    const [into, from] = this.#neighbours[one].size >= this.#neighbours[other].size ? [one, other] : [other, one];
    this.#parents[from] = into;
    this.#versions[from]++;
    this.#versions[into]++;
    this.#sizes[into] += this.#sizes[from];
    const sum = this.#sums[into];
    const added = this.#sums[from];
    for (let i = 0; i < sum.length; i++) sum[i] += added[i];
    this.#sums[from] = EMPTY;
    const neighbours = this.#neighbours[into];
    for (const neighbour of this.#neighbours[from]) {
      this.#neighbours[neighbour].delete(from);
      if (neighbour !== into) neighbours.add(neighbour);
    }
    this.#neighbours[from] = new Set();
    neighbours.delete(from);
    for (const neighbour of neighbours) {
      this.#neighbours[neighbour].add(into);
      this.#propose(into, neighbour, this.#meanSimilarity(into, neighbour));
    }
  }

  #meanSimilarity(a: number, b: number): number {
    const x = this.#sums[a];
    const y = this.#sums[b];
    let dot = 0;
    for (let i = 0; i < x.length; i++) dot += x[i] * y[i];
    return dot / (this.#sizes[a] * this.#sizes[b]);
  }

  #propose(one: number, other: number, similarity: number): void {
    if (similarity < this.#least) return;
    const [a, b] = one < other ? [one, other] : [other, one];
    this.#queue.push({ similarity, a, b, versionA: this.#versions[a], versionB: this.#versions[b] });
  }

  #rootOf(row: number): number {
    let root = row;
    while (this.#parents[root] !== root) root = this.#parents[root];
    return root;
  }
}

const EMPTY = new Float32Array(0);
