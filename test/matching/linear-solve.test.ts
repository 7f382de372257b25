import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linearSolve } from '../../src/matching/linear-solve.ts';

const times = (matrix: number[][], x: number[]) => matrix.map((row) => row.reduce((sum, a, j) => sum + a * x[j], 0));

/** `R R' + ridge I` of any square R is positive definite. */
function positiveDefinite(rows: number[][], ridge: number): number[][] {
  return rows.map((a, i) => rows.map((b, j) => a.reduce((sum, x, k) => sum + x * b[k], 0) + (i === j ? ridge : 0)));
}

const number = fc.double({ min: -10, max: 10, noNaN: true });
const system = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.record({
    rows: fc.array(fc.array(number, { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
    x: fc.array(number, { minLength: size, maxLength: size }),
    ridge: fc.double({ min: 0.1, max: 10, noNaN: true }),
  }),
);

describe('linearSolve', () => {
  it('finds the x with which the matrix gives the right-hand side', () => {
    fc.assert(
      fc.property(system, ({ rows, x, ridge }) => {
        const matrix = positiveDefinite(rows, ridge);
        const found = linearSolve(matrix, times(matrix, x));
        found.forEach((value, i) => {
          assert.ok(Math.abs(value - x[i]) < 1e-6, `${found} instead of ${x}`);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the matrix and the right-hand side as they are', () => {
    const matrix = [
      [2, 1],
      [1, 3],
    ];
    const right = [3, 4];
    assert.deepEqual(linearSolve(matrix, right), [1, 1]);
    assert.deepEqual(
      [matrix, right],
      [
        [
          [2, 1],
          [1, 3],
        ],
        [3, 4],
      ],
    );
  });

  it('exchanges rows where a pivot is small', () => {
    const [x, y] = linearSolve(
      [
        [1e-20, 1],
        [1, 1],
      ],
      [1, 2],
    );
    assert.ok(Math.abs(x - 1) < 1e-12 && Math.abs(y - 1) < 1e-12, `${x}, ${y}`);
  });

  it('solves nothing when there is nothing', () => assert.deepEqual(linearSolve([], []), []));
});
