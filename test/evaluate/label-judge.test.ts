import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabelJudge } from '../../src/evaluate/label-judge.ts';

const LOG = [
  { text: 'What is a KITAS?', label: 'kitas' },
  { text: 'kitas meaning', label: 'kitas' },
  { text: 'How much tax do I pay?', label: 'tax' },
  { text: 'Call +62 812 3456 7890 about tax?', label: 'tax' },
  { text: 'who won the match', label: undefined },
  { text: 'how old is the moon', label: undefined },
];
const [KITAS, MEANING, TAX, , MATCH, MOON] = LOG;

describe('LabelJudge', () => {
  it('knows the labels; what must not be answered is the same as nothing', async () => {
    const judge = new LabelJudge(LOG, 0, 1);
    assert.equal(await judge.isSameAnswer(KITAS, MEANING), true);
    assert.equal(await judge.isSameAnswer(KITAS, TAX), false);
    assert.equal(await judge.isSameAnswer(KITAS, MATCH), false);
    assert.equal(await judge.isSameAnswer(MATCH, MOON), false);
    assert.equal(await judge.isSameAnswer({ text: 'never heard' }, { text: 'nor this' }), false);
  });

  it('knows a question by its words, however they are written, and without the personal data in it', async () => {
    const judge = new LabelJudge(LOG, 0, 1);
    assert.equal(await judge.isSameAnswer({ text: '  what is a kitas' }, MEANING), true);
    assert.equal(await judge.isSameAnswer({ text: 'Call [number] about tax?' }, TAX), true);
  });

  it('errs as often as it is told to, the same way for the same seed', async () => {
    const log = Array.from({ length: 60 }, (_, i) => ({
      text: `question ${'abcdefghij'[i % 10]}${i}`,
      label: `${i % 6}`,
    }));
    const verdicts = async (error: number, seed: number) => {
      const judge = new LabelJudge(log, error, seed);
      const said: boolean[] = [];
      for (const [i, a] of log.entries())
        for (const b of log.slice(i + 1)) said.push((await judge.isSameAnswer(a, b)) === (a.label === b.label));
      return said;
    };
    const wrong = (said: boolean[]) => said.filter((right) => !right).length / said.length;
    assert.equal(wrong(await verdicts(0, 1)), 0);
    assert.ok(Math.abs(wrong(await verdicts(0.05, 1)) - 0.05) < 0.02);
    assert.ok(Math.abs(wrong(await verdicts(0.3, 1)) - 0.3) < 0.04);
    assert.deepEqual(await verdicts(0.3, 1), await verdicts(0.3, 1));
    assert.notDeepEqual(await verdicts(0.3, 1), await verdicts(0.3, 2));
  });

  it('says of a pair again what it has said, in either order, and counts it once', async () => {
    const judge = new LabelJudge(LOG, 0.5, 1);
    assert.equal(judge.pairsAsked, 0);
    for (let i = 0; i < 10; i++) {
      const said = await judge.isSameAnswer(KITAS, TAX);
      assert.equal(await judge.isSameAnswer(TAX, KITAS), said);
    }
    assert.equal(judge.pairsAsked, 1);
    await judge.isSameAnswer(KITAS, MOON);
    assert.equal(judge.pairsAsked, 2);
  });
});
