import { VectorMatrix } from '../matching/vector-matrix.ts';
import type { ComparisonPlan } from './comparison-plan.ts';
import { CoreLinks, type Links, type SharedCounts } from './core-links.ts';
import { offer, type SharedLists } from './nearest-lists.ts';
import { BLOCK, PanelSpace, type SharedSpace } from './panel-space.ts';
import { RowComparer } from './row-comparer.ts';

/** Something to do with the rows of a space, in tasks that any thread may take in any order. */
export type Work =
  /** Writes vectors, one after the other in `vectors`, to the rows named beside them, turned to other axes if there are any. */
  | { kind: 'write'; vectors: Float32Array; axes?: Float32Array; rows: Int32Array }
  /** Lists the nearest of the rows that have lists, by the plan. `lists` of a row is `listOf[row]`, -1 for none. */
  | { kind: 'nearest'; plan: ComparisonPlan; lists: SharedLists; listOf: Int32Array }
  /** Finds what rows within reach of each other say about DBSCAN's cores. */
  | { kind: 'links'; plan: ComparisonPlan; counts: SharedCounts };

/** Vectors of a task of writing. */
export const WRITTEN = 64;

/** One thread's hands on a space. */
export class RowWorker {
  readonly #space: PanelSpace;
  readonly #comparer: RowComparer;
  #axes: VectorMatrix | undefined;
  #links: CoreLinks | undefined;

  /** @param thread a number no other thread in the space has. */
  constructor(space: SharedSpace, thread: number) {
    this.#space = space instanceof PanelSpace ? space : new PanelSpace(space);
    this.#comparer = new RowComparer(this.#space, thread);
  }

  do(work: Work, task: number): void {
    if (work.kind === 'write') this.#write(work.vectors, work.rows, task, work.axes);
    else if (work.kind === 'nearest') this.#listNearest(work.plan, work.lists, work.listOf, task);
    else this.#link(work.plan, work.counts, task);
  }

  /** What this thread found of links since the last call; nothing after other work. */
  takeLinks(): Links | undefined {
    const links = this.#links?.links();
    this.#links = undefined;
    return links;
  }

  #write(vectors: Float32Array, rows: Int32Array, task: number, axes?: Float32Array): void {
    const { width } = this.#space;
    for (let i = task * WRITTEN; i < Math.min(rows.length, (task + 1) * WRITTEN); i++) {
      const vector = vectors.subarray(i * width, (i + 1) * width);
      this.#space.write(rows[i], axes ? this.#turn(vector, axes) : vector);
    }
  }

  /** The vector's coordinates along the axes, which are the same for all that is ever written to a space. */
  #turn(vector: Float32Array, axes: Float32Array): Float32Array {
    const { width } = this.#space;
    this.#axes ??= new VectorMatrix(Array.from({ length: width }, (_, i) => axes.subarray(i * width, (i + 1) * width)));
    return this.#axes.dots(vector);
  }

  #listNearest(plan: ComparisonPlan, lists: SharedLists, listOf: Int32Array, task: number): void {
    const leastInBlock = this.#comparer.least;
    const leastOf = this.#space.least;
    this.#compare(plan, task, leastOfList(lists, listOf), (place, row, other, dot) => {
      if (row === other) return;
      if (dot >= leastInBlock[place]) leastInBlock[place] = offer(lists, listOf[row], other, dot);
      // Only rows that ask in the space are offered what others find.
      if (dot >= leastOf[other]) leastOf[other] = offer(lists, listOf[other], row, dot);
    });
  }

  #link(plan: ComparisonPlan, counts: SharedCounts, task: number): void {
    this.#links ??= new CoreLinks(counts);
    const links = this.#links;
    this.#compare(
      plan,
      task,
      () => counts.least,
      (_, row, other, dot) => links.take(row, other, dot),
    );
  }

  #compare(
    { rows, starts, from, to, once }: ComparisonPlan,
    task: number,
    least: (row: number) => number,
    take: (place: number, row: number, other: number, dot: number) => void,
  ): void {
    for (let start = starts[task]; start < starts[task + 1]; start += BLOCK) {
      const block = rows.subarray(start, Math.min(starts[task + 1], start + BLOCK));
      this.#comparer.load(block, least);
      const takePair = (place: number, other: number, dot: number) => {
        if (!once || other > block[place]) take(place, block[place], other, dot);
      };
      for (let panel = from[task]; panel < to[task]; panel++) this.#comparer.compareWith(panel, takePair);
    }
  }
}

/** What a row's list asks for at present. */
function leastOfList({ k, floor, similarities }: SharedLists, listOf: Int32Array): (row: number) => number {
  return (row) => {
    let least = Number.POSITIVE_INFINITY;
    for (let slot = listOf[row] * k; slot < (listOf[row] + 1) * k; slot++) least = Math.min(least, similarities[slot]);
    return Math.max(floor, least);
  };
}
