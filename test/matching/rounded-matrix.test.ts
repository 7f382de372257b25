import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Precision, RoundedMatrix } from '../../src/matching/rounded-matrix.ts';
import { dot } from '../../src/matching/vectors.ts';
import { randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

/** Around the 8 and the 16 numbers that are read at once, and what embedders give; the last so long that sums in 32 bits could run over. */
const WIDTHS = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 384, 1024, 5000];

/** How far off unit vectors may be. */
const MOST_ERROR: Record<Precision, number> = { bytes: 0.03, shorts: 2e-4 };

const PRECISIONS: Precision[] = ['bytes', 'shorts'];

/** All dot products with the rows from one to another, each within the error that is told; gives that error. */
function assertWithinError(
  matrix: RoundedMatrix,
  rows: Float32Array[],
  vector: Float32Array,
  from: number,
  to: number,
) {
  const error = matrix.compareWith(vector);
  const found = matrix.dots(from, to);
  assert.equal(found.length, to - from);
  for (const [i, value] of found.entries()) {
    const exact = dot(vector, rows[from + i]);
    assert.ok(
      Math.abs(value - exact) <= error,
      `rows ${from} to ${to}, place ${i}: ${value}, not ${exact} +- ${error}`,
    );
  }
  return error;
}

for (const precision of PRECISIONS) {
  describe(`RoundedMatrix of ${precision}`, () => {
    it('is as near to the dot products of any run of its rows as it says', () => {
      for (const width of WIDTHS) {
        const random = seededRandom(width);
        const rows = Array.from({ length: 11 }, () => randomDirection(random, width));
        const matrix = new RoundedMatrix(rows, precision);
        assert.equal(matrix.rows, 11);
        for (let from = 0; from <= 11; from++) {
          for (let to = from; to <= 11; to++) {
            const error = assertWithinError(matrix, rows, randomDirection(random, width), from, to);
            assert.ok(error < MOST_ERROR[precision], `${error}`);
          }
        }
      }
    });

    it('does not run over, and says how far off it is, when vectors are long, uneven or zero', () => {
      for (const width of WIDTHS) {
        const random = seededRandom(width + 1);
        const uneven = randomDirection(random, width);
        uneven[0] = 100;
        const rows = [new Float32Array(width).fill(1000), uneven, new Float32Array(width), uneven.map((x) => -x)];
        const matrix = new RoundedMatrix(rows, precision);
        for (const vector of [...rows, randomDirection(random, width)]) assertWithinError(matrix, rows, vector, 0, 4);
      }
    });

    it('copies what it is given, and compares with the last vector set', () => {
      const random = seededRandom(3);
      const rows = Array.from({ length: 5 }, () => randomDirection(random, 20));
      const [first, second] = [randomDirection(random, 20), randomDirection(random, 20)];
      const matrix = new RoundedMatrix(rows, precision);
      matrix.compareWith(first);
      const expected = matrix.dots().slice();
      for (const row of rows) row.fill(0);
      matrix.compareWith(second);
      assert.notDeepEqual(matrix.dots(), expected);
      matrix.compareWith(first);
      first.fill(0);
      assert.deepEqual(matrix.dots().slice(), expected);
    });

    it('is no less sure of its rows because one of them is no numbers', () => {
      const random = seededRandom(4);
      const rows = Array.from({ length: 5 }, () => randomDirection(random, 20));
      const matrix = new RoundedMatrix([...rows, new Float32Array(20).fill(Number.NaN)], precision);
      assertWithinError(matrix, rows, randomDirection(random, 20), 0, 5);
    });

    it('may have no rows', () => {
      const matrix = new RoundedMatrix([], precision);
      assert.equal(matrix.rows, 0);
      matrix.compareWith(new Float32Array(0));
      assert.equal(matrix.dots().length, 0);
    });
  });
}
