import type { Cells } from './cells.ts';
import type { ComparisonPlan } from './comparison-plan.ts';
import { LANES } from './panel-space.ts';

/** Rows in the order of their cells, each cell beginning with a new panel. */
export class CellOrder {
  /** Where each row stands. */
  readonly placeOf: Int32Array;
  /** Which row stands where; -1 for nothing. */
  readonly rowAt: Int32Array;
  readonly #cells: Cells;
  /** Each cell's first panel, and the end. */
  readonly #panels: Int32Array;

  constructor(cells: Cells) {
    const { count, cellOf } = cells;
    this.#cells = cells;
    const rows = cellOf.length;
    const sizes = new Int32Array(count);
    for (let row = 0; row < rows; row++) sizes[cellOf[row]]++;
    this.#panels = new Int32Array(count + 1);
    for (let cell = 0; cell < count; cell++)
      this.#panels[cell + 1] = this.#panels[cell] + Math.ceil(sizes[cell] / LANES);
    const next = this.#panels.map((panel) => panel * LANES);
    this.rowAt = new Int32Array(this.#panels[count] * LANES).fill(-1);
    this.placeOf = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      this.placeOf[row] = next[cellOf[row]]++;
      this.rowAt[this.placeOf[row]] = row;
    }
  }

  /** One task per cell: the queries that look into it, in the order of their places, as they then stand near each other. */
  plan(queries: Int32Array): ComparisonPlan {
    const { count, probes, nearest } = this.#cells;
    const isQuery = new Uint8Array(this.placeOf.length);
    for (const row of queries) isQuery[row] = 1;
    const starts = new Int32Array(count + 1);
    for (const row of queries) for (let i = 0; i < probes; i++) starts[nearest[row * probes + i] + 1]++;
    for (let cell = 0; cell < count; cell++) starts[cell + 1] += starts[cell];
    const next = starts.slice();
    const rows = new Int32Array(new SharedArrayBuffer(queries.length * probes * 4));
    for (let place = 0; place < this.rowAt.length; place++) {
      const row = this.rowAt[place];
      if (row < 0 || !isQuery[row]) continue;
      for (let i = 0; i < probes; i++) rows[next[nearest[row * probes + i]]++] = place;
    }
    return { rows, starts, from: this.#panels.subarray(0, count), to: this.#panels.subarray(1), once: false };
  }
}
