/** What threads are told of DBSCAN's neighbours, to count together. */
export interface SharedCounts {
  /** How many rows each row has within reach, itself included. */
  counts: Int32Array;
  /** How many make a row a core. */
  leastNeighbours: number;
  /** The least dot product that is surely or perhaps within reach. */
  least: number;
  /** The dot product from which on a pair is surely within reach. */
  sure: number;
}

/** What one thread found. */
export interface Links {
  /** For each row another in the same cluster, or itself: a forest of cores. */
  parents: Int32Array;
  /** Pairs of which one was no core yet, one after the other. */
  open: Int32Array;
  /** Pairs so near the bound that they must be reckoned anew, in 64 bits. */
  doubtful: Int32Array;
}

/**
 * Joins cores while the pairs of neighbours come in, in any order, and keeps no pair of two known cores. A kept pair has a row with
 * fewer neighbours so far than make a core, so that no more are kept than that number for each row, however many there are.
 */
export class CoreLinks {
  readonly #shared: SharedCounts;
  readonly #parents: Int32Array;
  readonly #open: number[] = [];
  readonly #doubtful: number[] = [];

  constructor(shared: SharedCounts) {
    this.#shared = shared;
    this.#parents = new Int32Array(shared.counts.length).map((_, row) => row);
  }

  take(row: number, other: number, dot: number): void {
    if (dot < this.#shared.sure) {
      this.#doubtful.push(row, other);
      return;
    }
    const { counts, leastNeighbours } = this.#shared;
    const areCores = Math.min(Atomics.add(counts, row, 1), Atomics.add(counts, other, 1)) + 1 >= leastNeighbours;
    if (areCores) join(this.#parents, row, other);
    else this.#open.push(row, other);
  }

  links(): Links {
    return {
      parents: this.#parents,
      open: Int32Array.from(this.#open),
      doubtful: Int32Array.from(this.#doubtful),
    };
  }
}

/** Joins the trees of two rows; the root is the lower one's. */
export function join(parents: Int32Array, one: number, other: number): void {
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)];
  if (a < b) parents[b] = a;
  else parents[a] = b;
}

/** The root of a row's tree; the way there gets shorter for the next. */
export function rootOf(parents: Int32Array, row: number): number {
  let root = row;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}
