import { DOTS_WASM } from './dots-module.ts';

/** What dots.wat exports; addresses and lengths in bytes. */
interface DotsExports extends WebAssembly.Exports {
  dots(vector: number, row: number, rows: number, rowBytes: number, out: number): void;
}

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
const PAGE = 65_536;

/** Rows are padded to a multiple of so many numbers, as dots.wat reads them. */
const STEP = 16;

const dotsModule = new WebAssembly.Module(Buffer.from(DOTS_WASM, 'base64'));

/**
 * Vectors of one length, row after row in one piece of memory, compared with another vector by WebAssembly SIMD: three to four
 * times as fast as a loop in JavaScript, which reckons one number at a time, in 64 bits.
 */
export class VectorMatrix {
  readonly rows: number;
  /** Bytes of a padded row. */
  readonly #rowBytes: number;
  /** The vector that the rows are compared with. */
  readonly #vector: Float32Array;
  /** Room for a result per row. */
  readonly #results: Float32Array;
  readonly #firstRow: number;
  readonly #width: number;
  readonly #memory: WebAssembly.Memory;
  readonly #dots: DotsExports['dots'];

  /** @param vectors copied; all of one length. */
  constructor(vectors: readonly Float32Array[]) {
    const width = vectors[0]?.length ?? 0;
    this.rows = vectors.length;
    this.#width = width;
    this.#rowBytes = Math.max(STEP, Math.ceil(width / STEP) * STEP) * FLOAT;
    // In memory: the vector, the results, the rows.
    const resultBytes = Math.ceil((this.rows * FLOAT) / this.#rowBytes) * this.#rowBytes;
    this.#firstRow = this.#rowBytes + resultBytes;
    const pages = Math.ceil((this.#firstRow + this.rows * this.#rowBytes) / PAGE);
    const memory = new WebAssembly.Memory({ initial: Math.max(1, pages) });
    this.#memory = memory;
    this.#vector = new Float32Array(memory.buffer, 0, width);
    this.#results = new Float32Array(memory.buffer, this.#rowBytes, this.rows);
    vectors.forEach((vector, row) => {
      this.row(row).set(vector);
    });
    const instance = new WebAssembly.Instance(dotsModule, { matrix: { memory } });
    this.#dots = (instance.exports as DotsExports).dots;
  }

  /** A view of one of the rows. */
  row(row: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#firstRow + row * this.#rowBytes, this.#width);
  }

  /**
   * The dot products of a vector with the rows `from` (inclusive) to `to` (exclusive).
   * @returns a view that the next call overwrites.
   */
  dots(vector: Float32Array, from = 0, to = this.rows): Float32Array {
    if (this.rows === 0) return this.#results;
    this.#vector.set(vector);
    const firstRow = this.#firstRow + from * this.#rowBytes;
    this.#dots(0, firstRow, to - from, this.#rowBytes, this.#results.byteOffset);
    return this.#results.subarray(0, to - from);
  }

  /**
   * The dot products of a vector with some rows, in their order.
   * @param rows each at most once.
   * @returns a view that the next call overwrites.
   */
  dotsOf(vector: Float32Array, rows: readonly number[]): Float32Array {
    if (rows.length === 0) return this.#results.subarray(0, 0);
    this.#vector.set(vector);
    for (let i = 0; i < rows.length; i++) {
      const row = this.#firstRow + rows[i] * this.#rowBytes;
      this.#dots(0, row, 1, this.#rowBytes, this.#results.byteOffset + i * FLOAT);
    }
    return this.#results.subarray(0, rows.length);
  }
}
