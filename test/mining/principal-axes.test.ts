import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { principalAxes } from '../../src/mining/principal-axes.ts';
import { randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

function axesOf(rows: Float32Array[], width: number): Float32Array[] {
  const steps = principalAxes(rows, width);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return Array.from({ length: width }, (_, i) => value.subarray(i * width, (i + 1) * width));
  }
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function assertRightAngles(axes: Float32Array[]): void {
  for (const [i, a] of axes.entries())
    for (const [j, b] of axes.entries()) assert.ok(Math.abs(dot(a, b) - (i === j ? 1 : 0)) < 1e-6, `${i}, ${j}`);
}

describe('principalAxes', () => {
  const width = 24;
  const random = seededRandom(3);
  const directions = Array.from({ length: 60 }, () => randomDirection(random, width));

  it('stand at right angles', () => assertRightAngles(axesOf(directions, width)));

  it('stand at right angles though the rows lie along few of them, or are all the same', () => {
    const flat = directions.map((row) => row.map((x, i) => (i < 3 ? x : 0)));
    assertRightAngles(axesOf(flat, width));
    assertRightAngles(axesOf([directions[0], directions[0]], width));
  });

  it('begin with those along which the rows vary most', () => {
    const [main] = directions;
    const rows = directions.map((row, i) => main.map((x, at) => (i % 2 ? 4 : -4) * x + row[at]));
    assert.ok(Math.abs(dot(axesOf(rows, width)[0], main)) > 0.98);
  });
});
