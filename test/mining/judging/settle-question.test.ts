import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BudgetedJudge } from '../../../src/mining/judging/budgeted-judge.ts';
import { type SettleOptions, settleQuestion } from '../../../src/mining/judging/settle-question.ts';
import { judgeOfRows } from '../../support/judging-case.ts';

/** Rows 0 to 9 mean 0, 10 to 19 mean 1, 20 to 29 mean 2; row 30 is what is settled. */
const rowsOf = (meaning: number) => Array.from({ length: 10 }, (_, i) => 10 * meaning + i);
const ROW = 30;
const placementOf = (rows: number[], probability: number) => ({ members: rows, anchors: rows, probability });

async function settle(
  meaning: number,
  probabilities: number[],
  { judgeError = 0, seed = 1, ...changes }: Partial<SettleOptions> & { judgeError?: number; seed?: number } = {},
) {
  const meanings = [...[0, 1, 2].flatMap((group) => rowsOf(group).map(() => group)), meaning];
  const { judge, lots } = judgeOfRows(meanings, judgeError, seed);
  const placements = probabilities.map((probability, group) => placementOf(rowsOf(group), probability));
  const options = { error: 0.05, nowhere: 0.1, done: 0.95, lots, ...changes };
  return { place: await settleQuestion(judge, ROW, placements, options), calls: judge.pairs };
}

describe('settleQuestion', () => {
  it('finds the right group, even when others seem likelier', async () => {
    for (const meaning of [0, 1, 2]) {
      for (const probabilities of [
        [0.8, 0.15, 0.05],
        [0.05, 0.15, 0.8],
        [1 / 3, 1 / 3, 1 / 3],
      ])
        assert.equal((await settle(meaning, probabilities)).place, meaning, `${meaning} of ${probabilities}`);
    }
  });

  it('finds that a question belongs nowhere', async () => {
    assert.equal((await settle(9, [0.6, 0.3, 0.1])).place, 'nowhere');
    assert.equal((await settle(9, [0.98, 0.01, 0.01], { nowhere: 0.02, done: 0.99 })).place, 'nowhere');
  });

  it('asks once when one answer settles it, and at least once however sure it seems', async () => {
    assert.deepEqual(await settle(0, [0.9, 0.05, 0.05]), { place: 0, calls: 1 });
    const { place, calls } = await settle(9, [1, 0, 0], { nowhere: 0.02 });
    assert.ok(calls >= 1);
    assert.notEqual(place, 1);
  });

  it('asks about eight pairs at most, each once', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { calls } = await settle(2, [0.5, 0.3, 0.2], { judgeError: 0.5, error: 0.3, done: 0.9999, seed });
      assert.ok(calls <= 8, `${calls} calls`);
    }
  });

  it('is right nearly always when a tenth of the answers are wrong', async () => {
    let right = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const meaning = seed % 3;
      if ((await settle(meaning, [0.5, 0.3, 0.2], { judgeError: 0.1, error: 0.1, seed })).place === meaning) right++;
    }
    assert.ok(right / 300 > 0.93, `${right} of 300`);
  });

  it('never compares a question with itself, and says nowhere when there is nothing to compare it with', async () => {
    const { judge, lots } = judgeOfRows([0], 0, 1);
    const options = { error: 0.05, nowhere: 0.9, done: 0.95, lots };
    assert.equal(await settleQuestion(judge, 0, [placementOf([0], 1)], options), 'nowhere');
    assert.equal(await settleQuestion(judge, 0, [], options), 'nowhere');
    assert.equal(judge.pairs, 0);
  });

  it('asks about typical questions; about others only what it was asked before', async () => {
    const meanings = [0, 0, 0, 0, 0, 0];
    const placements = [{ members: [1, 2, 3, 4, 5], anchors: [1], probability: 1 }];
    for (let seed = 1; seed <= 20; seed++) {
      const asked: number[] = [];
      const { lots } = judgeOfRows(meanings, 0, seed);
      const options = { error: 0.05, nowhere: 0.1, done: 0.95, lots };
      const isRemembered = (known: number) => async (_: number, other: number) => other === known;
      const judgeWith = (known: number) =>
        ({
          isRemembered: isRemembered(known),
          isSame: async (_: number, other: number) => asked.push(other) > 0,
        }) as unknown as BudgetedJudge;
      await settleQuestion(judgeWith(-1), 0, placements, options);
      assert.deepEqual(asked, [1]);
      await settleQuestion(judgeWith(4), 0, placements, options);
      // A pair that is kept for another use is no witness, though it is remembered.
      assert.equal(asked.at(-1), lots.ofChoice(0, 4) < 1 ? 4 : 1);
    }
  });

  it('leaves out what the judge says nothing of, and says so when that is all', async () => {
    const { judge, lots } = judgeOfRows([...rowsOf(0), ROW], 0, 1);
    const options = { error: 0.05, nowhere: 0.1, done: 0.95, lots };
    const placements = [placementOf(rowsOf(0), 1)];
    let calls = 0;
    const failing = (first: number) =>
      ({
        isRemembered: async () => false,
        isSame: async () => (++calls <= first ? undefined : true),
      }) as unknown as BudgetedJudge;
    assert.equal(await settleQuestion(failing(2), ROW, placements, options), 0);
    assert.equal(calls, 3);
    calls = 0;
    assert.equal(await settleQuestion(failing(100), ROW, placements, options), 'unknown');
    assert.equal(calls, 8);
    assert.equal(judge.pairs, 0);
  });
});
