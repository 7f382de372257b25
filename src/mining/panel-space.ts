/** Rows of a panel: as many as the kernel (`compare.wat`) compares another row with at once. */
export const LANES = 8;

/** Rows that are compared with a panel in one call of the kernel: so many stay in the processor's cache meanwhile. */
export const BLOCK = 256;

/** Numbers after which the kernel asks whether the rest can still matter. */
const SEGMENT = 32;

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
const PAGE = 65_536;

/** What a WebAssembly memory can hold at most, less a page, so that no address after the last panel is too great for 32 bits. */
const MOST_BYTES = 65_535 * PAGE;

/** More than the rounding of a dot product in 32 bits, so that no pair is left too early. */
const SLACK = 1e-5;

/** The most that the kernel can find in one call: every row of a block with every row of a panel, twelve bytes each. */
const FOUND_BYTES = BLOCK * LANES * 3 * FLOAT;

/** What threads are told of a space, to see the same memory. */
export interface SharedSpace {
  memory: WebAssembly.Memory;
  /** Numbers of a row. */
  width: number;
  /** Rows that fit. */
  rows: number;
}

/**
 * Rows of numbers in one memory that threads share, laid out for the kernel: eight rows to a panel, number by number, and after
 * every {@link SEGMENT} numbers the length of what is left of each row. For each row also the least dot product that it asks for.
 */
export class PanelSpace implements SharedSpace {
  readonly memory: WebAssembly.Memory;
  readonly width: number;
  readonly rows: number;
  readonly panelBytes: number;
  readonly segmentBytes = SEGMENT * LANES * FLOAT;
  /** For each row the least dot product that it asks for; `Infinity` for rows that ask for nothing. */
  readonly least: Float32Array;
  readonly #segments: number;
  readonly #panels: number;
  readonly #floats: Float32Array;

  /** Sees a space from another thread. */
  constructor({ memory, width, rows }: SharedSpace) {
    this.memory = memory;
    this.width = width;
    this.rows = rows;
    this.#segments = segmentsOf(width);
    this.panelBytes = panelBytesOf(width);
    this.#floats = new Float32Array(memory.buffer);
    const least = THREADS_MOST * threadBytesOf(width);
    this.least = new Float32Array(memory.buffer, least, rows);
    this.#panels = least + upToLine(rows * FLOAT);
  }

  /**
   * Room for so many rows.
   * @throws RangeError when they need more than 4 GiB, about 2.7 million rows of 384 numbers.
   */
  static create(width: number, rows: number): PanelSpace {
    const panels = Math.ceil(rows / LANES);
    const whole = panels * LANES;
    const bytes = THREADS_MOST * threadBytesOf(width) + upToLine(whole * FLOAT) + panels * panelBytesOf(width);
    if (bytes > MOST_BYTES) throw new RangeError(`${rows} rows of ${width} numbers do not fit in 4 GiB.`);
    const pages = Math.max(1, Math.ceil(bytes / PAGE));
    const descriptor = { initial: pages, maximum: pages, shared: true };
    return new PanelSpace({ memory: new WebAssembly.Memory(descriptor), width, rows: whole });
  }

  addressOfPanel(panel: number): number {
    return this.#panels + panel * this.panelBytes;
  }

  addressOfLeast(row: number): number {
    return this.least.byteOffset + row * FLOAT;
  }

  /** A thread's own part: room for the kernel, for what it finds, for the least of a block's rows, and for its panels. */
  ownAddresses(thread: number): { scratch: number; found: number; least: number; panels: number } {
    const scratch = thread * threadBytesOf(this.width);
    const found = scratch + SCRATCH_BYTES;
    const least = found + FOUND_BYTES;
    return { scratch, found, least, panels: least + BLOCK * FLOAT };
  }

  /**
   * Empties rows: they ask for nothing, and as no dot product with NaN is enough for anybody, they are never found.
   * @param from a panel's first row.
   * @param to where a panel ends.
   */
  clear(from: number, to: number): void {
    this.least.fill(Number.POSITIVE_INFINITY, from, to);
    const [start, end] = [this.addressOfPanel(from / LANES), this.addressOfPanel(to / LANES)];
    this.#floats.fill(Number.NaN, start / FLOAT, end / FLOAT);
  }

  /** Writes a row's numbers, and the lengths of what is left of it. */
  write(row: number, numbers: Float32Array): void {
    let at = this.#firstOf(row) + this.#segments * (SEGMENT + 1) * LANES;
    let left = 0;
    for (let segment = this.#segments - 1; segment >= 0; segment--) {
      at -= LANES;
      this.#floats[at] = left > 0 ? Math.sqrt(left) * (1 + SLACK) : 0;
      for (let i = SEGMENT - 1; i >= 0; i--) {
        at -= LANES;
        const number = segment * SEGMENT + i < this.width ? numbers[segment * SEGMENT + i] : 0;
        this.#floats[at] = number;
        left += number * number;
      }
    }
  }

  read(row: number, numbers: Float32Array): void {
    const first = this.#firstOf(row);
    for (let i = 0; i < this.width; i++) numbers[i] = this.#floats[first + (i + Math.floor(i / SEGMENT)) * LANES];
  }

  /** Copies a row to a lane of panels that start at an address. */
  copy(row: number, panels: number, lane: number): void {
    const floats = this.#floats;
    let to = (panels + Math.floor(lane / LANES) * this.panelBytes) / FLOAT + (lane % LANES);
    let from = this.#firstOf(row);
    for (let i = this.panelBytes / (LANES * FLOAT); i > 0; i--, from += LANES, to += LANES) floats[to] = floats[from];
  }

  /** Where a row's first number stands; the others follow at a distance of {@link LANES}. */
  #firstOf(row: number): number {
    return this.addressOfPanel(Math.floor(row / LANES)) / FLOAT + (row % LANES);
  }
}

/** Threads that can work in a space at a time. */
export const THREADS_MOST = 8;

const SCRATCH_BYTES = 128;

function segmentsOf(width: number): number {
  return Math.max(1, Math.ceil(width / SEGMENT));
}

function panelBytesOf(width: number): number {
  return segmentsOf(width) * (SEGMENT + 1) * LANES * FLOAT;
}

function threadBytesOf(width: number): number {
  return SCRATCH_BYTES + FOUND_BYTES + BLOCK * FLOAT + (BLOCK / LANES) * panelBytesOf(width);
}

function upToLine(bytes: number): number {
  return Math.ceil(bytes / 128) * 128;
}
