/** A binary heap of numbered clusters, each with a key that may change: the greatest key first, of equal ones the lowest number. */
export class ClusterHeap {
  readonly #heap: Int32Array;
  /** Where in the heap each cluster stands; -1 for those that are not in it. */
  readonly #places: Int32Array;
  readonly #keys: Float64Array;
  #size = 0;

  /** @param clusters how many there are; they are numbered from 0. */
  constructor(clusters: number) {
    this.#heap = new Int32Array(clusters);
    this.#places = new Int32Array(clusters).fill(-1);
    this.#keys = new Float64Array(clusters);
  }

  /** The cluster with the greatest key, or -1. */
  top(): number {
    return this.#size > 0 ? this.#heap[0] : -1;
  }

  keyOf(cluster: number): number {
    return this.#keys[cluster];
  }

  /** Puts a cluster in, or gives it another key. */
  set(cluster: number, key: number): void {
    this.#keys[cluster] = key;
    if (this.#places[cluster] < 0) this.#place(cluster, this.#size++);
    this.#rise(cluster);
    this.#sink(cluster);
  }

  /** Takes a cluster out; nothing happens when it is not in. */
  remove(cluster: number): void {
    const place = this.#places[cluster];
    if (place < 0) return;
    this.#places[cluster] = -1;
    const last = this.#heap[--this.#size];
    if (last === cluster) return;
    this.#place(last, place);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(cluster: number): void {
    let at = this.#places[cluster];
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(cluster, this.#heap[parent])) break;
      this.#place(this.#heap[parent], at);
      at = parent;
    }
    this.#place(cluster, at);
  }

  #sink(cluster: number): void {
    let at = this.#places[cluster];
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(this.#heap[child + 1], this.#heap[child])) child++;
      if (!this.#isBefore(this.#heap[child], cluster)) break;
      this.#place(this.#heap[child], at);
      at = child;
    }
    this.#place(cluster, at);
  }

  #place(cluster: number, at: number): void {
    this.#heap[at] = cluster;
    this.#places[cluster] = at;
  }

  #isBefore(x: number, y: number): boolean {
    const difference = this.#keys[x] - this.#keys[y];
    return difference !== 0 ? difference > 0 : x < y;
  }
}
