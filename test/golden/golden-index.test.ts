import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GoldenAnswer } from '../../src/golden/golden-answer.ts';
import { answerKeys, GoldenIndex } from '../../src/golden/golden-index.ts';
import type { PublishedPhrasing } from '../../src/golden/published-questions.ts';
import type { MatcherParameters } from '../../src/matching/matcher.ts';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { newAnswer } from '../support/golden-case.ts';

const SERVES_ALL: MatcherParameters = { rule: 'fixed', choice: [], model: { weights: [0] }, bar: 0 };

const answer = (clusterId: number, changes: Partial<GoldenAnswer> = {}): GoldenAnswer => ({
  ...newAnswer({ clusterId, answer: `answer ${clusterId}` }),
  id: clusterId,
  ...changes,
});
const phrasing = (text: string, cluster: number, changes: Partial<PublishedPhrasing> = {}): PublishedPhrasing => ({
  ...{ text, cluster, normalised: normaliseQuestion(text), language: 'en', vector: undefined },
  ...changes,
});
const indexOf = (answers: GoldenAnswer[], phrasings: PublishedPhrasing[]) =>
  new GoldenIndex({ answers, phrasings, parameters: SERVES_ALL });

describe('GoldenIndex', () => {
  const exact = (index: GoldenIndex, text: string) => index.findExact(normaliseQuestion(text))?.cluster;

  it('finds what was asked in the same words', () => {
    const index = indexOf([answer(1), answer(2)], [phrasing('What is a KITAS?', 1), phrasing('KITAS?', 2)]);
    assert.deepEqual(
      [exact(index, 'what is a kitas'), exact(index, ' KITAS!'), exact(index, 'a KITAS')],
      [1, 2, undefined],
    );
    assert.equal(index.answerCount, 2);
  });

  it('says nothing of words that stand in two clusters, in whatever order and however often', () => {
    for (const clusters of [
      [1, 2],
      [2, 1],
      [1, 2, 1],
      [1, 1, 2, 2],
    ]) {
      const phrasings = [...clusters.map((cluster) => phrasing('How long?', cluster)), phrasing('how much', 1)];
      const index = indexOf([answer(1), answer(2)], phrasings);
      assert.deepEqual([exact(index, 'how long'), exact(index, 'how much')], [undefined, 1], `${clusters}`);
    }
  });

  it('takes the same words twice in one cluster for no doubt', () => {
    const index = indexOf([answer(1)], [phrasing('How long?', 1), phrasing('how long', 1)]);
    assert.equal(exact(index, 'How long'), 1);
  });

  it('takes words that also stand in a cluster without an answer for doubtful', () => {
    const index = indexOf([answer(1)], [phrasing('How long?', 1), phrasing('How long?', 2)]);
    assert.equal(exact(index, 'How long?'), undefined);
  });

  it('finds no answer in another language than the phrasing, and any where a language is not known', () => {
    const found = (asked: string | undefined, answered: string | null) =>
      exact(indexOf([answer(1, { language: answered })], [phrasing('KITAS?', 1, { language: asked })]), 'kitas');
    assert.deepEqual([found('it', 'en'), found('en', 'en')], [undefined, 1]);
    assert.deepEqual([found(undefined, 'en'), found('it', null)], [1, 1]);
  });

  it('answers by the same words though another model made the vectors, and then by nothing else', () => {
    const vector = Float32Array.of(1, 0);
    const index = indexOf([answer(1)], [phrasing('KITAS?', 1)]);
    assert.equal(exact(index, 'kitas'), 1);
    assert.equal(index.decide('kitas', vector, 'en').reason, 'nothing-similar');
    assert.equal(indexOf([answer(1)], [phrasing('KITAS?', 1, { vector })]).decide('x', vector, 'en').outcome, 'hit');
  });

  it('knows which clusters hold questions that may else not be answered', () => {
    const index = indexOf(
      [answer(1), answer(2)],
      [phrasing("What is today's exchange rate?", 1), phrasing('KITAS price', 2)],
    );
    assert.deepEqual([index.answersAny('time-bound'), index.answersAny('time-bound', 1)], [true, true]);
    assert.deepEqual([index.answersAny('time-bound', 2), index.answersAny('personal')], [false, false]);
  });
});

describe('answerKeys', () => {
  it('are the same for the same answer in the same language only', () => {
    const keys = answerKeys([
      { clusterId: 1, language: 'en', answer: 'one' },
      { clusterId: 2, language: 'en', answer: 'one' },
      { clusterId: 3, language: 'it', answer: 'one' },
      { clusterId: 4, language: 'en', answer: 'two' },
    ]);
    assert.equal(keys.get(1), keys.get(2));
    assert.equal(new Set(keys.values()).size, 3);
  });
});
