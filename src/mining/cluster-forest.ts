import { ClusterHeap } from './cluster-heap.ts';
import { LinkageTree } from './linkage-tree.ts';
import type { NeighbourGraph } from './neighbour-graph.ts';
import { type Partner, PartnerLists } from './partner-lists.ts';
import { RowSums } from './row-sums.ts';

/** More than the rounding of a cosine in 32 bits. */
const ROUNDING = 1e-6;

/**
 * The clusters so far, each named after one of its rows, and what is known of their partners: for each cluster a list, and a
 * bound that no cluster outside the list exceeds. Average linkage never brings clusters nearer to a third (it is reducible:
 * the mean similarity of a union lies between those of its parts), so what was a bound before a merge is one after it, and
 * nothing but the two merged lists is ever touched. A merge is made when no bound of either cluster exceeds its similarity:
 * then they are each other's nearest, and the order of such merges is free. A cluster whose list runs out before that waits for
 * {@link refresh}. With an exact search the result is exactly that of average linkage.
 *
 * Of equal similarities the one whose cluster bears the lowest row's number goes first.
 */
export class ClusterForest {
  /** The merges made so far. */
  readonly tree: LinkageTree;
  readonly #least: number;
  readonly #sums: RowSums;
  readonly #parents: Int32Array;
  readonly #lists: PartnerLists;
  /** What no cluster outside the list exceeds in similarity; `#least` when nothing outside matters. */
  readonly #outside: Float64Array;
  /** By the greatest similarity that a cluster can have with any other. */
  readonly #heap: ClusterHeap;
  /** Those that merge with nothing before the next search: their lists ran out, or their nearest is one of them. */
  readonly #isWaiting: Uint8Array;
  #waiting: number[] = [];
  #exhausted: Int32Array;
  #runOut: number[] = [];
  /** Clusters that can still merge. */
  #live: Int32Array;
  /** Where in the union of two lists a cluster stands, while it is made; -1 elsewhere. */
  readonly #seen: Int32Array;

  /**
   * @param rows each is a cluster to begin with, and its list has run out.
   * @param width numbers of a vector.
   * @param least the mean similarity that clusters must have to be merged.
   */
  constructor(rows: number, width: number, least: number) {
    this.tree = new LinkageTree(rows);
    this.#least = least;
    this.#sums = new RowSums(rows, width);
    this.#parents = new Int32Array(rows).map((_, i) => i);
    this.#lists = new PartnerLists(rows);
    this.#outside = new Float64Array(rows).fill(1);
    this.#heap = new ClusterHeap(rows);
    this.#isWaiting = new Uint8Array(rows).fill(1);
    this.#seen = new Int32Array(rows).fill(-1);
    this.#live = Int32Array.from({ length: rows }, (_, row) => row);
    this.#waiting = [...this.#live];
    this.#exhausted = this.#live;
  }

  /** The clusters that can still merge, in ascending order. */
  get live(): Int32Array {
    return this.#live;
  }

  /** Those of them whose partners must be looked up before anything else can be merged, in ascending order. */
  get exhausted(): Int32Array {
    return this.#exhausted;
  }

  /** The mean vector of a cluster: the dot product of two is their mean similarity. */
  writeMean(cluster: number, mean: Float32Array): void {
    this.#sums.writeMean(cluster, mean);
  }

  /** Takes the rows' vectors: unit length, all of one length. Like the others of its kind it stops after every step, to let other work in. */
  *take(vectors: readonly Float32Array[]): Generator<void, void> {
    for (const [row, vector] of vectors.entries()) {
      this.#sums.set(row, vector);
      yield;
    }
  }

  /** Takes the nearest of every exhausted cluster: row i of the graph is the i-th of {@link exhausted}, its neighbours places in {@link live}. */
  *refresh(graph: NeighbourGraph): Generator<void, void> {
    for (const [i, cluster] of this.#exhausted.entries()) {
      this.#list(cluster, i, graph);
      yield;
    }
    for (const cluster of this.#waiting) {
      this.#isWaiting[cluster] = 0;
      this.#rank(cluster);
      yield;
    }
    this.#waiting = [];
    this.#runOut = [];
  }

  /** Merges until no more merges are known; afterwards {@link exhausted} says whose partners are to be looked up, none when all is merged. */
  *merge(): Generator<void, void> {
    for (let cluster = this.#heap.top(); cluster >= 0; cluster = this.#heap.top()) {
      this.#step(cluster);
      yield;
    }
    this.#exhausted = Int32Array.from(this.#runOut).sort();
    // What does not wait was merged into another or has no partner left.
    this.#live = Int32Array.from(this.#waiting).sort();
  }

  /** Lists what the search found for a cluster. */
  #list(cluster: number, i: number, { k, neighbours, similarities }: NeighbourGraph): void {
    const partners: Partner[] = [];
    let lowest = 1;
    for (let slot = i * k; slot < (i + 1) * k; slot++) {
      if (neighbours[slot] < 0) continue;
      partners.push({ cluster: this.#live[neighbours[slot]], bound: similarities[slot] + ROUNDING, size: 0 });
      lowest = Math.min(lowest, similarities[slot]);
    }
    let outside = this.#least;
    // A full list says that others are no nearer than its last; one with room says that there are none.
    if (partners.length === k) {
      const best = partners.reduce((one, other) => (other.bound > one.bound ? other : one));
      Object.assign(best, this.#exactly(cluster, best.cluster));
      // Not above the best for rounding's sake: the list must not run out before anything was merged.
      outside = Math.max(this.#least, Math.min(best.bound, lowest + ROUNDING));
    }
    this.#outside[cluster] = outside;
    this.#lists.replace(
      cluster,
      partners.filter(({ bound }) => bound >= outside),
    );
  }

  /** Makes one thing certain about the cluster whose nearest may be nearer than any other's. */
  #step(cluster: number): void {
    if (!this.#isListed(cluster)) {
      this.#runOut.push(cluster);
      this.#wait(cluster);
      return;
    }
    const { cluster: name, size } = this.#lists.first(cluster);
    const partner = this.#rootOf(name);
    if (partner !== name || size !== this.#sums.sizeOf(partner)) this.#makeExact(cluster, partner);
    else if (this.#isWaiting[partner]) this.#wait(cluster);
    else this.#unite(Math.min(cluster, partner), Math.max(cluster, partner));
  }

  /** Whether the cluster's nearest is in its list. */
  #isListed(cluster: number): boolean {
    return this.#lists.lengthOf(cluster) > 0 && this.#lists.first(cluster).bound >= this.#outside[cluster];
  }

  #wait(cluster: number): void {
    this.#heap.remove(cluster);
    this.#isWaiting[cluster] = 1;
    this.#waiting.push(cluster);
  }

  /** Reckons the similarity with the first in the list, whose bound dates from before a merge. */
  #makeExact(cluster: number, partner: number): void {
    const exact = this.#exactly(cluster, partner);
    if (exact.bound >= this.#outside[cluster]) this.#lists.replaceFirst(cluster, exact);
    else this.#lists.removeFirst(cluster);
    this.#rank(cluster);
  }

  #exactly(cluster: number, partner: number): Partner {
    const bound = this.#sums.meanSimilarity(cluster, partner);
    return { cluster: partner, bound, size: this.#sums.sizeOf(partner) };
  }

  #unite(into: number, from: number): void {
    this.tree.add(into, from, this.#sums.meanSimilarity(into, from));
    const all = this.#sums.sizeOf(into) + this.#sums.sizeOf(from);
    const share = this.#sums.sizeOf(into) / all;
    const union = this.#unionOf(into, from, share);
    const outside = share * this.#outside[into] + (1 - share) * this.#outside[from];
    this.#parents[from] = into;
    this.#sums.add(into, from);
    this.#heap.remove(from);
    this.#lists.clear(from);
    this.#outside[into] = outside;
    // Those below the bound would only be asked for after a search, which brings a new list.
    this.#lists.replace(
      into,
      union.filter(({ bound }) => bound >= outside),
    );
    this.#rank(into);
  }

  /** The partners of both, each with a bound for its similarity to the two together, of whose rows the one has this share. */
  #unionOf(one: number, other: number, share: number): Partner[] {
    const clusters: number[] = [];
    const bounds: [number[], number[]] = [[], []];
    for (const [side, list] of [one, other].entries()) {
      for (let place = 0; place < this.#lists.lengthOf(list); place++) {
        const { cluster: name, bound } = this.#lists.at(list, place);
        const cluster = this.#rootOf(name);
        if (cluster === one || cluster === other) continue;
        let at = this.#seen[cluster];
        if (at < 0) {
          at = this.#seen[cluster] = clusters.push(cluster) - 1;
          bounds[0].push(this.#outside[one]);
          bounds[1].push(this.#outside[other]);
        }
        bounds[side][at] = Math.max(bounds[side][at], bound);
      }
    }
    return clusters.map((cluster, at) => {
      this.#seen[cluster] = -1;
      return { cluster, bound: share * bounds[0][at] + (1 - share) * bounds[1][at], size: 0 };
    });
  }

  /** Puts a cluster in its place in the heap, or takes it out when nothing is similar enough. */
  #rank(cluster: number): void {
    const isListed = this.#lists.lengthOf(cluster) > 0;
    const outside = this.#outside[cluster];
    if (isListed) this.#heap.set(cluster, Math.max(outside, this.#lists.first(cluster).bound));
    else if (outside > this.#least) this.#heap.set(cluster, outside);
    else this.#heap.remove(cluster);
  }

  #rootOf(row: number): number {
    const parents = this.#parents;
    let root = row;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }
}
