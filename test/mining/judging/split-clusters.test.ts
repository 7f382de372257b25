import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BudgetedJudge } from '../../../src/mining/judging/budgeted-judge.ts';
import { Lots } from '../../../src/mining/judging/lots.ts';
import type { MergeParts } from '../../../src/mining/judging/merge-parts.ts';
import { splitClusters } from '../../../src/mining/judging/split-clusters.ts';
import { ErringJudge, questionsInClumps } from '../../support/judging-case.ts';

const SIZES = [10, 8, 12, 3, 30];
const clumps = questionsInClumps(5, SIZES);
const starts = SIZES.map((_, i) => SIZES.slice(0, i).reduce((sum, size) => sum + size, 0));
const ROWS = SIZES.map((size, i) => Array.from({ length: size }, (_, k) => starts[i] + k));
const [A, B, C, D, E] = ROWS;
/** Two of them hold two meanings. */
const MIXED = [[...A, ...B], C, [...D, ...E]];

function partsFor({ error = 0, budget = 1000, atOnce = 4, seed = 1 } = {}): MergeParts {
  const judge = new BudgetedJudge(new ErringJudge(clumps, error, seed), clumps.questions, {
    pairs: budget,
    calls: budget,
  });
  const lots = new Lots(clumps.questions, seed);
  return { judge, questions: clumps.questions, error: Math.max(error, 0.02), share: 1, lots, atOnce };
}
const sorted = (groups: readonly number[][]) =>
  groups.map((rows) => rows.toSorted((a, b) => a - b)).sort((a, b) => a[0] - b[0]);

describe('splitClusters', () => {
  it('splits what means two things, and nothing else', async () => {
    assert.deepEqual(sorted(await splitClusters(partsFor(), MIXED)), sorted(ROWS));
    const parts = partsFor();
    assert.deepEqual(await splitClusters(parts, ROWS), ROWS);
    assert.ok(parts.judge.pairs <= 12, `${parts.judge.pairs} pairs for five clusters in order`);
  });

  it('leaves clusters in order alone though a tenth of the answers are wrong', async () => {
    let kept = 0;
    for (let seed = 1; seed <= 50; seed++) {
      const groups = await splitClusters(partsFor({ error: 0.1, seed }), ROWS);
      assert.deepEqual(
        groups.flat().sort((a, b) => a - b),
        ROWS.flat(),
      );
      if (groups.length === ROWS.length) kept++;
    }
    assert.ok(kept >= 47, `${kept} of 50`);
  });

  it('finds two meanings though a tenth of the answers are wrong', async () => {
    let found = 0;
    for (let seed = 1; seed <= 50; seed++)
      if ((await splitClusters(partsFor({ error: 0.1, seed }), [[...A, ...B]])).length === 2) found++;
    assert.ok(found >= 40, `${found} of 50`);
  });

  it('asks nothing once its limit is reached', async () => {
    const parts = partsFor({ budget: 0 });
    assert.deepEqual(await splitClusters(parts, MIXED), MIXED);
    assert.equal(parts.judge.pairs, 0);
  });

  it('does nothing with nothing, and leaves clusters of one to three questions as they are', async () => {
    assert.deepEqual(await splitClusters(partsFor(), []), []);
    const small = [[A[0]], [A[1], B[0]], [B[1], B[2], C[0]]];
    assert.deepEqual(await splitClusters(partsFor(), small), small);
  });

  it('comes to the same however many tests are made at the same time, and never overdraws', async () => {
    for (const budget of [10, 30, 60, 100, 1000]) {
      const [one, many] = [partsFor({ error: 0.1, budget, atOnce: 1 }), partsFor({ error: 0.1, budget, atOnce: 50 })];
      assert.deepEqual(await splitClusters(one, MIXED), await splitClusters(many, MIXED));
      assert.equal(one.judge.pairs, many.judge.pairs);
      assert.ok(one.judge.pairs <= budget, `${one.judge.pairs} of ${budget}`);
    }
  });
});
