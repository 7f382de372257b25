import { ROUNDED_WASM } from './rounded-module.ts';

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

/** Of the numbers of a vector that is compared with bytes, rounded.wat adds up a quarter at a time, in 32 bits. */
const SUMS = 4;
const HIGHEST_SUM = 2 ** 31 - 1;

/** Added and taken away again it leaves the nearest whole number: floats of this size have no fractions. Faster than Math.round. */
const ROUNDING = 1.5 * 2 ** 52;

/** What 32-bit floats take from a dot product, for each unit of the two lengths' product. */
const FLOAT_ERROR = 1e-6;

const roundedModule = new WebAssembly.Module(Buffer.from(ROUNDED_WASM, 'base64'));

/**
 * Vectors of one length, rounded to a half or a quarter of the memory of 32-bit floats: the less there is to read, the sooner a
 * vector is compared with many rows. The dot products are not exact, but it is known how far off they may be.
 */
export class RoundedMatrix {
  readonly rows: number;
  readonly #highest: number;
  readonly #panelBytes: number;
  /** The rows in multiples of their scales, panel after panel. */
  readonly #numbers: Int8Array | Int16Array;
  readonly #scales: Float32Array;
  /** The vector that rows are compared with, in multiples of its scale; padded with zeros. */
  readonly #vector: Int16Array;
  readonly #highestOfVector: number;
  #vectorScale = 0;
  readonly #results: Float32Array;
  readonly #dots: Dots;
  /** The greatest length of a row, and of what rounding took from one. */
  #longest = 0;
  #mostLost = 0;

  /** @param vectors copied; all of one length. */
  constructor(vectors: readonly Float32Array[], precision: Precision) {
    const Numbers = precision === 'bytes' ? Int8Array : Int16Array;
    const step = STEP_BYTES / Numbers.BYTES_PER_ELEMENT;
    const width = Math.max(1, Math.ceil((vectors[0]?.length ?? 0) / step)) * step;
    const panels = Math.ceil(vectors.length / PANEL);
    this.rows = vectors.length;
    this.#highest = precision === 'bytes' ? HIGHEST_BYTE : HIGHEST_SHORT;
    this.#highestOfVector =
      precision === 'bytes'
        ? Math.min(HIGHEST_SHORT, Math.floor((HIGHEST_SUM * SUMS) / (HIGHEST_BYTE * width)))
        : HIGHEST_SHORT;
    this.#panelBytes = PANEL * width * Numbers.BYTES_PER_ELEMENT;
    // In memory: the panels, the vector, the scales, the results.
    const vectorStart = panels * this.#panelBytes;
    const scalesStart = vectorStart + width * Int16Array.BYTES_PER_ELEMENT;
    const resultsStart = scalesStart + panels * PANEL * FLOAT;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((resultsStart + panels * PANEL * FLOAT) / PAGE) });
    this.#numbers = new Numbers(memory.buffer, 0, panels * PANEL * width);
    this.#vector = new Int16Array(memory.buffer, vectorStart, width);
    this.#scales = new Float32Array(memory.buffer, scalesStart, panels * PANEL);
    this.#results = new Float32Array(memory.buffer, resultsStart, panels * PANEL);
    for (let row = 0; row < vectors.length; row++) this.#setRow(row, vectors[row]);
    const { exports } = new WebAssembly.Instance(roundedModule, { matrix: { memory } });
    this.#dots = exports[precision === 'bytes' ? 'dotsOfBytes' : 'dotsOfShorts'] as Dots;
  }

  /**
   * Sets the vector that {@link dots} compares rows with.
   * @returns how far off the dot products may be, at most.
   */
  compareWith(vector: Float32Array): number {
    const { scale, length, lost } = round(vector, this.#highestOfVector, this.#vector);
    this.#vectorScale = scale;
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

  #setRow(row: number, vector: Float32Array): void {
    // The vector's place serves as the room to round in.
    const rounded = this.#vector;
    const { scale, length, lost } = round(vector, this.#highest, rounded);
    const inRow = row % PANEL;
    const numbers = this.#numbers;
    const step = STEP_BYTES / numbers.BYTES_PER_ELEMENT;
    let to = (row - inRow) * rounded.length + inRow * step;
    for (let from = 0; from < rounded.length; from += step) {
      for (let i = 0; i < step; i++) numbers[to + i] = rounded[from + i];
      to += PANEL * step;
    }
    this.#scales[row] = scale;
    // Not by Math.max: one row that is no numbers (NaN) must not make all others unsure.
    if (length > this.#longest) this.#longest = length;
    if (lost > this.#mostLost) this.#mostLost = lost;
  }
}

/**
 * Writes a vector in multiples of a scale that makes its greatest number the highest.
 * @returns the scale, the vector's length, and the length of what rounding took from it.
 */
function round(
  vector: Float32Array,
  highest: number,
  into: Int16Array,
): { scale: number; length: number; lost: number } {
  const scale = Math.fround(greatest(vector) / highest);
  const perScale = scale > 0 ? 1 / scale : 0;
  let squares = 0;
  let lost = 0;
  for (let i = 0; i < vector.length; i++) {
    const x = vector[i];
    const number = x * perScale + ROUNDING - ROUNDING;
    into[i] = number;
    squares += x * x;
    lost += (x - number * scale) ** 2;
  }
  return { scale, length: Math.sqrt(squares), lost: Math.sqrt(lost) };
}

/** The greatest absolute value. */
function greatest(vector: Float32Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) if (Math.abs(vector[i]) > most) most = Math.abs(vector[i]);
  return most;
}
