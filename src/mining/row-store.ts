import { PanelSpace } from './panel-space.ts';
import { principalAxes } from './principal-axes.ts';
import { WRITTEN } from './row-work.ts';
import { RowWorkers } from './row-workers.ts';
import { inTurns } from './turns.ts';

/** Rows that are written at a time. */
const CHUNK = 16_384;

/** Rows that are cleared at a time, whole panels. */
const CLEARED = 64;

/** From so many rows on other axes save more time than it takes to find them. */
const ROWS_WITH_AXES = 12_000;

/** Rows from which the axes are found. */
const SAMPLE = 2048;

/** Rows that come from somewhere: so many, the i-th written where it is told. */
export interface Rows {
  count: number;
  write(row: number, numbers: Float32Array): void;
}

/** A space with its workers, to be filled with rows again and again. Close it. */
export class RowStore {
  readonly space: PanelSpace;
  readonly workers: RowWorkers;
  #axes: Float32Array | undefined;

  /**
   * @param width numbers of a row.
   * @param rows the most rows that it will be filled with.
   * @param extra places beside them.
   * @throws RangeError when they do not fit in 4 GiB.
   */
  constructor(width: number, rows: number, extra = 0) {
    this.space = PanelSpace.create(width, rows + extra);
    this.workers = new RowWorkers(this.space, rows);
  }

  async close(): Promise<void> {
    await this.workers.close();
  }

  /** Writes all rows, each to its place, along axes that keep all dot products; what was there before is gone. */
  async fill(rows: Rows, placeOf: (row: number) => number, signal?: AbortSignal): Promise<void> {
    const { width } = this.space;
    await inTurns(this.#clear(), signal);
    if (rows.count >= ROWS_WITH_AXES) this.#axes ??= await this.#findAxes(rows, signal);
    const most = Math.min(CHUNK, rows.count);
    const vectors = new Float32Array(new SharedArrayBuffer(most * width * Float32Array.BYTES_PER_ELEMENT));
    for (let start = 0; start < rows.count; start += CHUNK) {
      const count = Math.min(CHUNK, rows.count - start);
      const places = Int32Array.from({ length: count }, (_, i) => placeOf(start + i));
      for (let i = 0; i < count; i++) rows.write(start + i, vectors.subarray(i * width, (i + 1) * width));
      const work = { kind: 'write', vectors, rows: places, axes: this.#axes } as const;
      await this.workers.do(work, Math.ceil(count / WRITTEN), signal);
    }
  }

  async #findAxes(rows: Rows, signal?: AbortSignal): Promise<Float32Array> {
    const { width } = this.space;
    const sample = Array.from({ length: SAMPLE }, (_, i) => {
      const numbers = new Float32Array(width);
      rows.write(Math.floor((i * rows.count) / SAMPLE), numbers);
      return numbers;
    });
    return inTurns(principalAxes(sample, width), signal);
  }

  *#clear(): Generator<void, void> {
    for (let row = 0; row < this.space.rows; row += CLEARED) {
      this.space.clear(row, Math.min(this.space.rows, row + CLEARED));
      yield;
    }
  }
}
