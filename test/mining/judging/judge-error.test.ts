import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BudgetedJudge } from '../../../src/mining/judging/budgeted-judge.ts';
import { estimateJudgeError } from '../../../src/mining/judging/judge-error.ts';
import { Lots } from '../../../src/mining/judging/lots.ts';
import { ErringJudge, questionsInClumps } from '../../support/judging-case.ts';

describe('estimateJudgeError', () => {
  const clumps = questionsInClumps(1, new Array<number>(20).fill(30));
  const clusters = Int32Array.from(clumps.meanings);
  const estimate = async (error: number, seed: number, labels = clusters, limit = 1000) => {
    const judge = new BudgetedJudge(new ErringJudge(clumps, error, seed), clumps.questions);
    const parts = { judge, atOnce: 4, questions: clumps.questions, lots: new Lots(clumps.questions, seed) };
    return { estimated: await estimateJudgeError(parts, labels, limit), calls: judge.pairs };
  };

  for (const error of [0.02, 0.05, 0.1, 0.2]) {
    it(`comes near an error of ${100 * error}%`, async () => {
      const estimates: number[] = [];
      for (let seed = 1; seed <= 8; seed++) estimates.push((await estimate(error, seed)).estimated);
      const mean = estimates.reduce((sum, one) => sum + one, 0) / estimates.length;
      assert.ok(Math.abs(mean - error) < 0.02, `${mean} on average`);
      for (const one of estimates) assert.ok(Math.abs(one - error) < 0.12, `${one}`);
    });
  }

  it('is 2% at least, whatever the judge says', async () => {
    assert.equal((await estimate(0, 1)).estimated, 0.02);
  });

  it('refuses a judge that is of no use', async () => {
    await assert.rejects(estimate(1, 1), /of \d+ pairs .* it was wrong about \d+\. Set GOLDSMITH_MODEL_NIGHT/);
    for (const verdict of [true, false]) {
      const judge = new BudgetedJudge({ isSameAnswer: async () => verdict }, clumps.questions);
      const parts = { judge, atOnce: 4, questions: clumps.questions, lots: new Lots(clumps.questions, 1) };
      await assert.rejects(estimateJudgeError(parts, clusters, 1000), { code: 'model-failed' });
    }
  });

  it('asks about a fifth of the questions at most, and no more than it may', async () => {
    const { calls } = await estimate(0.1, 3);
    assert.ok(calls <= clumps.questions.length / 5, `${calls} calls`);
    for (const limit of [0, 1, 15]) assert.ok((await estimate(0.1, 3, clusters, limit)).calls <= limit);
  });

  it('does without clusters', async () => {
    const { estimated } = await estimate(0.05, 2, new Int32Array(clumps.questions.length).fill(-1));
    assert.ok(estimated >= 0.02 && estimated < 0.2, `${estimated}`);
  });

  it('does without questions', async () => {
    const judge = new BudgetedJudge(new ErringJudge({ questions: [], meanings: [] }, 0, 1), []);
    const parts = { judge, atOnce: 4, questions: [], lots: new Lots([], 1) };
    const estimated = await estimateJudgeError(parts, new Int32Array(0), 100);
    assert.ok(estimated >= 0.02 && estimated <= 0.3);
    assert.equal(judge.pairs, 0);
  });
});
