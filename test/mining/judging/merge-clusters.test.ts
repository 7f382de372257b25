import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BudgetedJudge } from '../../../src/mining/judging/budgeted-judge.ts';
import { Lots } from '../../../src/mining/judging/lots.ts';
import { mergeClusters } from '../../../src/mining/judging/merge-clusters.ts';
import { mergeConfused } from '../../../src/mining/judging/merge-confused.ts';
import type { MergeParts } from '../../../src/mining/judging/merge-parts.ts';
import { ErringJudge, questionsInClumps } from '../../support/judging-case.ts';

const SIZES = [24, 24, 18, 12];
const clumps = questionsInClumps(4, SIZES);
/** Each clump in pieces of six. */
const PIECES = Array.from({ length: clumps.questions.length / 6 }, (_, i) =>
  Array.from({ length: 6 }, (_, k) => 6 * i + k),
);

function partsFor({
  error = 0,
  budget = 1000,
  ...changes
}: Partial<MergeParts> & { budget?: number } = {}): MergeParts {
  const limits = { pairs: budget, calls: budget };
  const judge = new BudgetedJudge(new ErringJudge(clumps, error, 1), clumps.questions, limits);
  const lots = new Lots(clumps.questions, 1);
  return {
    ...{ judge, questions: clumps.questions, error: Math.max(error, 0.02), share: 1, lots, atOnce: 4 },
    ...changes,
  };
}
const meaningsOf = (rows: readonly number[]) => new Set(rows.map((row) => clumps.meanings[row]));
const sorted = (groups: readonly number[][]) =>
  groups.map((rows) => rows.toSorted((a, b) => a - b)).sort((a, b) => a[0] - b[0]);
const rowsIn = (groups: readonly number[][]) => groups.flat().sort((a, b) => a - b);
const ALL = clumps.questions.map((_, row) => row);
/** The clumps, as sorted groups of rows. */
const WHOLE = sorted([...Map.groupBy(ALL, (row) => clumps.meanings[row]).values()]);

describe('mergeClusters', () => {
  it('puts pieces of one meaning together, whatever their order', async () => {
    assert.deepEqual(sorted(await mergeClusters(partsFor(), PIECES)), WHOLE);
    assert.deepEqual(sorted(await mergeClusters(partsFor(), PIECES.toReversed())), WHOLE);
  });

  it('mixes nothing when a tenth of the answers are wrong, and loses no row', async () => {
    const groups = await mergeClusters(partsFor({ error: 0.1 }), PIECES);
    assert.deepEqual(rowsIn(groups), ALL);
    for (const rows of groups) assert.equal(meaningsOf(rows).size, 1);
    assert.ok(groups.length < PIECES.length / 2, `${groups.length} groups`);
  });

  it('leaves clusters of different languages apart', async () => {
    const questions = clumps.questions.map((question, row) => ({ ...question, language: row % 12 < 6 ? 'en' : 'it' }));
    const judge = new BudgetedJudge(new ErringJudge({ ...clumps, questions }, 0, 1), questions);
    for (const rows of await mergeClusters(partsFor({ judge, questions }), PIECES))
      assert.equal(new Set(rows.map((row) => questions[row].language)).size, 1);
  });

  it('asks nothing once its limit is reached', async () => {
    const parts = partsFor({ budget: 0 });
    assert.deepEqual(sorted(await mergeClusters(parts, PIECES)), sorted(PIECES));
    assert.equal(parts.judge.pairs, 0);
  });

  it('does nothing with nothing', async () => {
    assert.deepEqual(await mergeClusters(partsFor(), []), []);
  });

  it('comes to the same however many tests are made at the same time, and never overdraws', async () => {
    for (const budget of [10, 30, 100, 1000]) {
      const [one, many] = [partsFor({ error: 0.1, budget, atOnce: 1 }), partsFor({ error: 0.1, budget, atOnce: 50 })];
      assert.deepEqual(await mergeClusters(one, PIECES), await mergeClusters(many, PIECES));
      assert.equal(one.judge.pairs, many.judge.pairs);
      assert.ok(one.judge.pairs <= budget, `${one.judge.pairs} of ${budget}`);
    }
  });
});

describe('mergeConfused', () => {
  const confusions = PIECES.slice(1).map((_, b) => ({ a: b, b: b + 1, share: 0.5 }));

  it('joins groups that mean the same, over several steps', async () => {
    assert.deepEqual(sorted(await mergeConfused(partsFor(), PIECES, confusions)), WHOLE);
  });

  it('tries only what is confused, and nothing beyond its limit', async () => {
    assert.deepEqual(sorted(await mergeConfused(partsFor(), PIECES, [])), sorted(PIECES));
    const parts = partsFor({ budget: 0 });
    assert.deepEqual(sorted(await mergeConfused(parts, PIECES, confusions)), sorted(PIECES));
    assert.equal(parts.judge.pairs, 0);
  });
});
