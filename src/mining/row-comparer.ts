import { COMPARE_WASM } from './compare-module.ts';
import { BLOCK, LANES, type PanelSpace } from './panel-space.ts';

/** What compare.wat exports. */
interface CompareExports extends WebAssembly.Exports {
  compare(
    a: number,
    panels: number,
    b: number,
    bytes: number,
    segment: number,
    leastA: number,
    leastB: number,
    found: number,
    scratch: number,
  ): number;
}

const compareModule = new WebAssembly.Module(Buffer.from(COMPARE_WASM, 'base64'));

/** Takes a pair of rows: the place of the one in the block, the row of the other, and their dot product. */
export type TakePair = (place: number, row: number, dot: number) => void;

/** Compares rows of a space in one thread: a block of rows with one panel after the other. */
export class RowComparer {
  /** For each row of the block the least dot product that it asks for; may be raised between two calls, and by what takes the pairs. */
  readonly least: Float32Array;
  readonly #space: PanelSpace;
  readonly #own: ReturnType<PanelSpace['ownAddresses']>;
  readonly #compare: CompareExports['compare'];
  readonly #integers: Int32Array;
  readonly #floats: Float32Array;
  #rows = 0;

  /** @param thread a number no other thread in the space has. */
  constructor(space: PanelSpace, thread: number) {
    this.#space = space;
    this.#own = space.ownAddresses(thread);
    const { buffer } = space.memory;
    this.least = new Float32Array(buffer, this.#own.least, BLOCK);
    this.#integers = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
    const instance = new WebAssembly.Instance(compareModule, { panels: { memory: space.memory } });
    this.#compare = (instance.exports as CompareExports).compare;
  }

  /** Takes rows as the block, {@link BLOCK} at most, each asking for the given least. */
  load(rows: Int32Array, least: (row: number) => number): void {
    this.#rows = rows.length;
    this.least.fill(Number.POSITIVE_INFINITY);
    for (let place = 0; place < rows.length; place++) {
      this.#space.copy(rows[place], this.#own.panels, place);
      this.least[place] = least(rows[place]);
    }
  }

  /** Gives the pairs of the block's rows and a panel's whose dot product is enough for either of the two. */
  compareWith(panel: number, take: TakePair): void {
    const space = this.#space;
    const { found, scratch, panels } = this.#own;
    const end = this.#compare(
      panels,
      Math.ceil(this.#rows / LANES),
      space.addressOfPanel(panel),
      space.panelBytes,
      space.segmentBytes,
      this.least.byteOffset,
      space.addressOfLeast(panel * LANES),
      found,
      scratch,
    );
    for (let at = found >> 2; at < end >> 2; at += 3) {
      const place = this.#integers[at];
      if (place < this.#rows) take(place, panel * LANES + this.#integers[at + 1], this.#floats[at + 2]);
    }
  }
}
