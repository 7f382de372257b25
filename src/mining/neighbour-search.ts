import { CellOrder } from './cell-order.ts';
import { findCells } from './cells.ts';
import { type ComparisonPlan, planAgainst, planAllPairs, tasksOf } from './comparison-plan.ts';
import { createLists, type SharedLists } from './nearest-lists.ts';
import type { NeighbourGraph } from './neighbour-graph.ts';
import { LANES } from './panel-space.ts';
import { RowStore, type Rows } from './row-store.ts';

/** Up to so many pairs every query is compared with every row: all with all up to 50,000 rows. */
const MOST_PAIRS = 2.5e9;

/** Rows to a cell, about. */
const CELL = 512;

/** Cells in which a row's neighbours are looked for. */
const PROBES = 24;

/** How a search goes about its work. */
export interface SearchOptions {
  /** Up to so many comparisons, counting every pair of all rows twice, a search is exact; beyond, it looks in the nearest cells. */
  mostPairs?: number;
  /** How many cells a row's neighbours are then looked for in. */
  probes?: number;
}

/** Finds the nearest of rows again and again, in the same memory. Close it. */
export class NeighbourSearch {
  readonly #store: RowStore;
  readonly #mostPairs: number;
  readonly #probes: number;

  /**
   * @param width numbers of a row.
   * @param rows the most rows that a search will have.
   * @throws RangeError when they do not fit in 4 GiB.
   */
  constructor(width: number, rows: number, { mostPairs = MOST_PAIRS, probes = PROBES }: SearchOptions = {}) {
    this.#mostPairs = mostPairs;
    this.#probes = probes;
    // Every cell begins with a new panel, and the cells' centres need room too.
    const extra = rows * rows > mostPairs ? 2 * (cellsFor(rows) + 1) * LANES : 0;
    this.#store = new RowStore(width, rows, extra);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  /**
   * The k rows most similar to each of some, among those with a dot product of at least `floor`.
   * @param queries in ascending order.
   * @returns for the i-th query the i-th list.
   */
  async nearest(
    rows: Rows,
    queries: Int32Array,
    { k, floor }: { k: number; floor: number },
    signal?: AbortSignal,
  ): Promise<NeighbourGraph> {
    const lists = createLists(queries.length, k, floor);
    if (queries.length * rows.count <= this.#mostPairs) await this.#searchAll(rows, queries, lists, signal);
    else await this.#searchCells(rows, queries, lists, signal);
    return { k, neighbours: lists.neighbours, similarities: lists.similarities };
  }

  async #searchAll(rows: Rows, queries: Int32Array, lists: SharedLists, signal?: AbortSignal): Promise<void> {
    await this.#store.fill(rows, (row) => row, signal);
    const areAll = queries.length === rows.count;
    const plan = areAll ? planAllPairs(rows.count) : planAgainst(queries, 0, Math.ceil(rows.count / LANES));
    await this.#list(plan, lists, queries, areAll, signal);
  }

  async #searchCells(rows: Rows, queries: Int32Array, lists: SharedLists, signal?: AbortSignal): Promise<void> {
    await this.#store.fill(rows, (row) => row, signal);
    const count = cellsFor(rows.count);
    const options = { count, probes: Math.min(count, this.#probes), firstPanel: Math.ceil(rows.count / LANES) };
    const order = new CellOrder(await findCells(this.#store, rows.count, options, signal));
    await this.#store.fill(rows, (row) => order.placeOf[row], signal);
    const places = queries.map((row) => order.placeOf[row]);
    await this.#list(order.plan(queries), lists, places, true, signal);
    const { neighbours } = lists;
    for (let slot = 0; slot < neighbours.length; slot++)
      if (neighbours[slot] >= 0) neighbours[slot] = order.rowAt[neighbours[slot]];
  }

  /** @param areOffered whether a query is also offered what others find. */
  async #list(
    plan: ComparisonPlan,
    lists: SharedLists,
    queries: Int32Array,
    areOffered: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const { space, workers } = this.#store;
    const listOf = new Int32Array(new SharedArrayBuffer(space.rows * Int32Array.BYTES_PER_ELEMENT)).fill(-1);
    for (const [list, query] of queries.entries()) listOf[query] = list;
    if (areOffered) for (const query of queries) space.least[query] = lists.floor;
    await workers.do({ kind: 'nearest', plan, lists, listOf }, tasksOf(plan), signal);
  }
}

function cellsFor(rows: number): number {
  return Math.ceil(rows / CELL);
}
