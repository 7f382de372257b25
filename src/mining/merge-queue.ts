/** A proposal to merge two clusters, valid while both still have these versions. */
export interface Merge {
  similarity: number;
  a: number;
  b: number;
  versionA: number;
  versionB: number;
}

/** A binary heap of merges: the most similar first, equal ones by their numbers, so that the order is always the same. */
export class MergeQueue {
  readonly #heap: Merge[] = [];

  push(merge: Merge): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(merge, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = merge;
  }

  pop(): Merge | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(x: Merge, y: Merge): boolean {
  return x.similarity !== y.similarity ? x.similarity > y.similarity : x.a !== y.a ? x.a < y.a : x.b < y.b;
}
