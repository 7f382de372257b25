import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeInWorker } from '../../src/desk/map/place-in-worker.ts';
import { placePoints } from '../../src/desk/map/place-points.ts';
import { vectorsInClumps } from '../support/vectors-in-clumps.ts';

const WIDTH = 32;
const SIZES = [20, 15, 15, 10];
const COUNT = 60;
const CLUMP_OF = SIZES.flatMap((size, clump) => Array<number>(size).fill(clump));

const vectors = flat(vectorsInClumps(3, SIZES, WIDTH, 0.3));
const nowhere = (count: number) => new Float32Array(2 * count).fill(Number.NaN);

function flat(list: Float32Array[]): Float32Array {
  return Float32Array.from(list.flatMap((vector) => [...vector]));
}

function apart(positions: Float32Array, a: number, b: number): number {
  return Math.hypot(positions[2 * a] - positions[2 * b], positions[2 * a + 1] - positions[2 * b + 1]);
}

/** The share of points whose nearest on the map is of the same clump. */
function together(positions: Float32Array): number {
  const rows = [...CLUMP_OF.keys()];
  const nearest = (a: number) =>
    rows.filter((b) => b !== a).reduce((best, b) => (apart(positions, a, b) < apart(positions, a, best) ? b : best));
  return rows.filter((row) => CLUMP_OF[nearest(row)] === CLUMP_OF[row]).length / COUNT;
}

function extentOf(positions: Float32Array): number {
  return Math.max(...positions) - Math.min(...positions);
}

test('what is alike stands together, at the same places each time', async () => {
  const placed = await placePoints({ vectors, width: WIDTH, old: nowhere(COUNT) });
  assert.equal(placed.length, 2 * COUNT);
  assert.ok(placed.every(Number.isFinite));
  assert.ok(together(placed) > 0.95, `${together(placed)} stand beside their like`);
  assert.deepEqual(await placeInWorker({ vectors, width: WIDTH, old: nowhere(COUNT) }), placed);
});

test('the next night keeps the places, and puts what is new beside its like', async () => {
  const before = await placePoints({ vectors, width: WIDTH, old: nowhere(COUNT) });
  const old = before.slice();
  const isNew = (row: number) => row % 7 === 0;
  for (let row = 0; row < COUNT; row++) if (isNew(row)) old[2 * row] = old[2 * row + 1] = Number.NaN;
  const after = await placePoints({ vectors, width: WIDTH, old });
  const moved = Array.from({ length: COUNT }, (_, row) =>
    Math.hypot(after[2 * row] - before[2 * row], after[2 * row + 1] - before[2 * row + 1]),
  ).filter((_, row) => !isNew(row));
  const median = moved.sort((a, b) => a - b)[moved.length >> 1];
  assert.ok(median < extentOf(before) / 10, `half of them moved by more than ${median} of ${extentOf(before)}`);
  assert.ok(together(after) > 0.95);
});

test('few points, or many in one place, are placed, too', async () => {
  for (const count of [0, 1, 2, 3, 4, 5]) {
    const few = vectors.slice(0, count * WIDTH);
    const placed = await placePoints({ vectors: few, width: WIDTH, old: nowhere(count) });
    assert.equal(placed.length, 2 * count);
    assert.ok(placed.every(Number.isFinite));
  }
  const same = flat(Array.from({ length: 40 }, () => vectors.slice(0, WIDTH)));
  const placed = await placePoints({ vectors: same, width: WIDTH, old: nowhere(40) });
  assert.ok(placed.every(Number.isFinite));
});

test('the thread ends when it is told to', async () => {
  const stop = new AbortController();
  const placing = placeInWorker({ vectors, width: WIDTH, old: nowhere(COUNT) }, stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(placing, /enough/);
});
