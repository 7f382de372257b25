import { planAgainst, tasksOf } from './comparison-plan.ts';
import { createLists } from './nearest-lists.ts';
import { LANES, type PanelSpace } from './panel-space.ts';
import type { RowStore } from './row-store.ts';
import { inTurns } from './turns.ts';

/** Rounds of k-means; the cells need not be the best, only good enough to find neighbours in. */
const ROUNDS = 3;

/** Below every cosine: a row's nearest centres are wanted however far they are. */
const LEAST_COSINE = -2;

/** Rows of the sample per cell. */
const SAMPLE = 40;

/** For each row the cells whose centres are most similar. */
export interface Cells {
  count: number;
  probes: number;
  /** Row i's cells stand at `i * probes` to `i * probes + probes`, in no order. */
  nearest: Int32Array;
  /** The most similar of each row's. */
  cellOf: Int32Array;
}

/**
 * Cells for a search of neighbours among the rows most likely to be near (an inverted file: Jégou, Douze & Schmid, PAMI 2011),
 * by k-means on a sample.
 * @param store holds the rows from its first place on; the cells' centres are written to the panels from `firstPanel` on.
 */
export async function findCells(
  store: RowStore,
  rows: number,
  { count, probes, firstPanel }: { count: number; probes: number; firstPanel: number },
  signal?: AbortSignal,
): Promise<Cells> {
  const { space } = store;
  const sample = spread(rows, count * SAMPLE);
  const row = new Float32Array(space.width);
  const writeCentre = (cell: number, centre: Float32Array) => space.write(firstPanel * LANES + cell, centre);
  const nearestTo = (queries: Int32Array, k: number) =>
    nearestCentres(store, queries, { k, count, firstPanel }, signal);
  for (const [cell, member] of spread(rows, count).entries()) {
    space.read(member, row);
    writeCentre(cell, row);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const { cellOf } = await nearestTo(sample, 1);
    const means = await inTurns(directions(space, sample, cellOf, count), signal);
    for (const [cell, mean] of means.entries()) if (mean) writeCentre(cell, mean);
  }
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  return { count, probes, ...(await nearestTo(all, probes)) };
}

/** For each cell the direction of its members' mean; undefined for a cell without members. */
function* directions(
  space: PanelSpace,
  members: Int32Array,
  cellOf: Int32Array,
  count: number,
): Generator<void, (Float32Array | undefined)[]> {
  const sums = Array.from({ length: count }, () => new Float32Array(space.width));
  const row = new Float32Array(space.width);
  for (const [i, member] of members.entries()) {
    space.read(member, row);
    const sum = sums[cellOf[i]];
    for (let at = 0; at < row.length; at++) sum[at] += row[at];
    yield;
  }
  return sums.map(toUnitLength);
}

/** The k centres most similar to each of some rows, and the most similar. */
async function nearestCentres(
  { space, workers }: RowStore,
  queries: Int32Array,
  { k, count, firstPanel }: { k: number; count: number; firstPanel: number },
  signal?: AbortSignal,
): Promise<{ nearest: Int32Array; cellOf: Int32Array }> {
  const lists = createLists(queries.length, k, LEAST_COSINE);
  const listOf = new Int32Array(new SharedArrayBuffer(space.rows * Int32Array.BYTES_PER_ELEMENT)).fill(-1);
  for (const [list, query] of queries.entries()) listOf[query] = list;
  const plan = planAgainst(queries, firstPanel, firstPanel + Math.ceil(count / LANES));
  await workers.do({ kind: 'nearest', plan, lists, listOf }, tasksOf(plan), signal);
  const { neighbours: nearest, similarities } = lists;
  const cellOf = new Int32Array(queries.length);
  for (let list = 0, best = 0; list < queries.length; list++) {
    best = list * k;
    for (let slot = best; slot < (list + 1) * k; slot++) {
      nearest[slot] -= firstPanel * LANES;
      if (similarities[slot] > similarities[best]) best = slot;
    }
    cellOf[list] = nearest[best];
  }
  return { nearest, cellOf };
}

/** So many of the numbers from 0, at equal distances; all when there are no more. */
function spread(all: number, most: number): Int32Array {
  const count = Math.min(all, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
}

/** Changes the vector, unless it is nothing. */
function toUnitLength(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  if (length === 0) return undefined;
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return vector;
}
