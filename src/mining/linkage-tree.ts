/** The merges of average linkage, from which the clusters at any cut are read: merging once serves many cuts. */
export class LinkageTree {
  readonly #rows: number;
  /** Of each merge two rows, one of either part, and the mean cosine between the parts. */
  readonly #one: number[] = [];
  readonly #other: number[] = [];
  readonly #similarity: number[] = [];

  /** @param rows how many were to be clustered. */
  constructor(rows: number) {
    this.#rows = rows;
  }

  /** Notes a merge. Their order is free: average linkage never merges later what is more similar (it is reducible). */
  add(one: number, other: number, similarity: number): void {
    this.#one.push(one);
    this.#other.push(other);
    this.#similarity.push(similarity);
  }

  /**
   * @param cut the cosine distance at which merging stops, at most the one that the merges were made with.
   * @returns a label per row, counted from 0 in order of first appearance.
   */
  labelsAt(cut: number): Int32Array {
    const parents = Int32Array.from({ length: this.#rows }, (_, row) => row);
    for (const [i, similarity] of this.#similarity.entries()) {
      if (similarity >= 1 - cut) unite(parents, this.#one[i], this.#other[i]);
    }
    const labels = new Int32Array(this.#rows).fill(-1);
    let next = 0;
    return parents.map((_, row) => {
      const root = rootOf(parents, row);
      if (labels[root] < 0) labels[root] = next++;
      return labels[root];
    });
  }
}

function unite(parents: Int32Array, one: number, other: number): void {
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)];
  parents[Math.max(a, b)] = Math.min(a, b);
}

function rootOf(parents: Int32Array, row: number): number {
  let root = row;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}
