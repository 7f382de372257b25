import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { meanTheSame } from '../../../src/mining/judging/same-group-test.ts';
import { judgeOfRows } from '../../support/judging-case.ts';

interface Trial {
  /** What the members of either group mean. */
  a: number[];
  b: number[];
  /** How often the judge errs, and how often it is taken to. */
  error: number;
  taken?: number;
  prior?: number;
  seed: number;
}

async function merges({ a, b, error, taken = Math.max(error, 0.02), prior = 0.5, seed }: Trial) {
  const { judge, lots } = judgeOfRows([...a, ...b], error, seed);
  const rowsOfA = a.map((_, i) => i);
  const rowsOfB = b.map((_, i) => a.length + i);
  const { same, pairs } = await meanTheSame({ judge, lots, error: taken }, rowsOfA, rowsOfB, prior);
  assert.equal(pairs, judge.pairs);
  return { merged: same, calls: pairs };
}

/** How many of so many trials end in a merge. */
async function mergedShare(trials: number, trial: Omit<Trial, 'seed'>): Promise<number> {
  let merged = 0;
  for (let seed = 1; seed <= trials; seed++) if ((await merges({ ...trial, seed })).merged) merged++;
  return merged / trials;
}

const all = (size: number, meaning: number) => new Array<number>(size).fill(meaning);
/** Half of one meaning, half of another. */
const mixed = (size: number) => [...all(size / 2, 0), ...all(size / 2, 1)];

describe('meanTheSame', () => {
  it('is right of any two groups when the judge never errs', async () => {
    const size = fc.integer({ min: 2, max: 60 });
    await fc.assert(
      fc.asyncProperty(size, size, fc.boolean(), fc.nat(1e6), async (sizeA, sizeB, isSame, seed) => {
        const { merged, calls } = await merges({ a: all(sizeA, 0), b: all(sizeB, isSame ? 0 : 1), error: 0, seed });
        assert.equal(merged, isSame);
        assert.ok(calls <= 25, `${calls} pairs`);
      }),
    );
  });

  it('gives up after few pairs when the groups differ', async () => {
    const { calls } = await merges({ a: all(30, 0), b: all(30, 1), error: 0, seed: 1 });
    assert.ok(calls <= 2, `${calls} pairs`);
  });

  it('does not take the word of one pair', async () => {
    assert.equal((await merges({ a: [0], b: [0], error: 0, taken: 0.05, seed: 1 })).merged, false);
  });

  for (const error of [0.05, 0.15]) {
    for (const size of [3, 8, 30]) {
      it(`joins plainly different groups of ${size} less than once in a hundred when ${100 * error}% are errors`, async () => {
        for (const prior of [0.1, 0.5, 0.8]) {
          const share = await mergedShare(500, { a: all(size, 0), b: all(size, 1), error, prior });
          assert.ok(share < 0.01, `${share} at a prior of ${prior}`);
        }
      });
    }
  }

  it('joins groups that mean the same nearly always when 5% are errors', async () => {
    for (const size of [4, 10, 40]) {
      const share = await mergedShare(200, { a: all(size, 0), b: all(size, 0), error: 0.05 });
      assert.ok(share > 0.9, `${share} of groups of ${size}`);
    }
  });

  it('refuses groups of which one or both are mixed nearly always, from twenty members on', async () => {
    for (const [a, b] of [
      [all(20, 0), mixed(20)],
      [all(60, 0), mixed(40)],
      [mixed(20), mixed(60)],
    ]) {
      for (const error of [0, 0.05]) {
        const share = await mergedShare(300, { a, b, error });
        assert.ok(share < 0.02, `${share} merged at an error of ${error}`);
      }
    }
  });

  it('is the same for the same seed', async () => {
    const trial = { a: all(12, 0), b: mixed(12), error: 0.2, seed: 5 };
    assert.deepEqual(await merges(trial), await merges(trial));
  });
});
