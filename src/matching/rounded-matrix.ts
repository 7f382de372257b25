import { ROUNDED_WASM } from './rounded-module.ts';
import { dot } from './vectors.ts';

/** A function that rounded.wat exports; addresses and lengths in bytes. */
type Dots = (
  vector: number,
  scale: number,
  panel: number,
  scales: number,
  panels: number,
  panelBytes: number,
  out: number,
) => void;

/** What the numbers of vectors are rounded to: whole numbers of 8 or of 16 bits, times a scale per vector. */
export type Precision = 'bytes' | 'shorts';

const PAGE = 65_536;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Rows of a panel, and how many bytes of each follow each other, as rounded.wat reads them. */
const PANEL = 4;
const STEP_BYTES = 16;

const HIGHEST_BYTE = 2 ** 7 - 1;
const HIGHEST_SHORT = 2 ** 15 - 1;
const HIGHEST_INT = 2 ** 31 - 1;

/** What 32-bit floats take from a dot product, for each unit of the two lengths' product. */
const FLOAT_ERROR = 1e-6;

const roundedModule = new WebAssembly.Module(Buffer.from(ROUNDED_WASM, 'base64'));

/**
 * Vectors of one length, rounded to a half or a quarter of the memory of 32-bit floats: the less there is to read, the sooner a
 * vector is compared with many rows. The dot products are not exact, but it is known how far off they may be.
 */
export class RoundedMatrix {
  readonly rows: number;
  readonly #panelBytes: number;
  /** How many numbers of a row follow each other. */
  readonly #step: number;
  /** The rows in multiples of their scales, panel after panel. */
  readonly #numbers: Int8Array | Int16Array;
  readonly #scales: Float32Array;
  /** The vector that rows are compared with, in multiples of its scale. */
  readonly #vector: Int16Array;
  #vectorScale = 0;
  readonly #results: Float32Array;
  readonly #dots: Dots;
  /** The greatest length of a row, and of what rounding took from one. */
  #longest = 0;
  #mostLost = 0;

  /** @param vectors copied; all of one length. */
  constructor(vectors: readonly Float32Array[], precision: Precision) {
    const Numbers = precision === 'bytes' ? Int8Array : Int16Array;
    const width = vectors[0]?.length ?? 0;
    const panels = Math.ceil(vectors.length / PANEL);
    this.rows = vectors.length;
    this.#step = STEP_BYTES / Numbers.BYTES_PER_ELEMENT;
    const steps = Math.max(1, Math.ceil(width / this.#step));
    this.#panelBytes = PANEL * STEP_BYTES * steps;
    // In memory: the panels, the vector, the scales, the results.
    const vectorStart = panels * this.#panelBytes;
    const scalesStart = vectorStart + steps * this.#step * Int16Array.BYTES_PER_ELEMENT;
    const resultsStart = scalesStart + panels * PANEL * FLOAT;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((resultsStart + panels * PANEL * FLOAT) / PAGE) });
    this.#numbers = new Numbers(memory.buffer, 0, vectorStart / Numbers.BYTES_PER_ELEMENT);
    this.#vector = new Int16Array(memory.buffer, vectorStart, width);
    this.#scales = new Float32Array(memory.buffer, scalesStart, panels * PANEL);
    this.#results = new Float32Array(memory.buffer, resultsStart, panels * PANEL);
    const highest = precision === 'bytes' ? HIGHEST_BYTE : HIGHEST_SHORT;
    for (const [row, vector] of vectors.entries()) this.#setRow(row, vector, highest);
    const { exports } = new WebAssembly.Instance(roundedModule, { matrix: { memory } });
    this.#dots = exports[precision === 'bytes' ? 'dotsOfBytes' : 'dotsOfShorts'] as Dots;
  }

  /**
   * Sets the vector that {@link dots} compares rows with.
   * @returns how far off the dot products may be, at most.
   */
  compareWith(vector: Float32Array): number {
    // The products of a row of bytes are added up in 32 bits.
    const highest = Math.min(HIGHEST_SHORT, Math.floor(HIGHEST_INT / HIGHEST_BYTE / (vector.length || 1)));
    this.#vectorScale = Math.fround(highestOf(vector) / highest);
    round(vector, this.#vectorScale, this.#vector);
    const length = Math.sqrt(dot(vector, vector));
    const lost = (this.#vectorScale / 2) * Math.sqrt(vector.length);
    // By Cauchy and Schwarz: what the rows lost times the vector, what the vector lost times the rounded rows.
    return length * this.#mostLost + lost * (this.#longest + this.#mostLost) + FLOAT_ERROR * length * this.#longest;
  }

  /**
   * Nearly the dot products of the vector with the rows `from` (inclusive) to `to` (exclusive).
   * @returns a view that the next call overwrites.
   */
  dots(from = 0, to = this.rows): Float32Array {
    const first = Math.floor(from / PANEL);
    const panels = Math.ceil(to / PANEL) - first;
    this.#dots(
      this.#vector.byteOffset,
      this.#vectorScale,
      first * this.#panelBytes,
      this.#scales.byteOffset + first * PANEL * FLOAT,
      panels,
      this.#panelBytes,
      this.#results.byteOffset,
    );
    const skipped = from - first * PANEL;
    return this.#results.subarray(skipped, skipped + to - from);
  }

  #setRow(row: number, vector: Float32Array, highest: number): void {
    const scale = Math.fround(highestOf(vector) / highest);
    const start = (Math.floor(row / PANEL) * this.#panelBytes) / this.#numbers.BYTES_PER_ELEMENT + (row % PANEL) * this.#step;
    const perScale = scale > 0 ? 1 / scale : 0;
    let lost = 0;
    for (let i = 0; i < vector.length; i++) {
      const number = Math.round(vector[i] * perScale);
      lost += (vector[i] - number * scale) ** 2;
      const inStep = i % this.#step;
      this.#numbers[start + (i - inStep) * PANEL + inStep] = number;
    }
    this.#scales[row] = scale;
    this.#mostLost = Math.max(this.#mostLost, Math.sqrt(lost));
    this.#longest = Math.max(this.#longest, Math.sqrt(dot(vector, vector)));
  }
}
function round(vector: Float32Array, scale: number, into: Int16Array): void {
  const perScale = scale > 0 ? 1 / scale : 0;
  for (let i = 0; i < vector.length; i++) into[i] = Math.round(vector[i] * perScale);
}

/** The greatest absolute value. */
function highestOf(vector: Float32Array): number {
  let highest = 0;
  for (let i = 0; i < vector.length; i++) if (Math.abs(vector[i]) > highest) highest = Math.abs(vector[i]);
  return highest;
}
