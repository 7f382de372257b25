import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BUNDLED_PRIOR } from '../../src/matching/prior.ts';
import { barByMean, type ReckonedQuestion, trainUnchecked } from '../../src/matching/train-unchecked.ts';
import type { TrainingPhrasing, TrainingSet } from '../../src/matching/training-set.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const WIDTH = 64;
const CLUSTERS = 12;
const MOST = 1_000;

/** Tight clusters far from each other, ten wordings each. */
function clusteredLog(): TrainingSet & { marked: TrainingPhrasing[] } {
  const random = seededRandom(3);
  const centres = Array.from({ length: CLUSTERS }, () => randomDirection(random, WIDTH));
  const draw = (cluster: number, i: number): TrainingPhrasing => ({
    ...{ text: `wording ${'abcdefghijklmnopqrst'[i % 20]}`, cluster, language: 'en' },
    vector: near(random, centres[cluster], 0.5),
  });
  const drawEach = (count: number) =>
    centres.flatMap((_, cluster) => Array.from({ length: count }, (_, i) => draw(cluster, i)));
  return {
    phrasings: drawEach(10),
    marked: drawEach(4),
    outliers: [],
    answers: new Map(centres.map((_, cluster) => [cluster, `answer ${cluster}`])),
    newShare: 0,
    maxWrong: 0.05,
    prior: BUNDLED_PRIOR,
    unchecked: true,
  };
}

describe('trainUnchecked', () => {
  it('takes what was marked as wrong for wrong, however likely it is that it is right', () => {
    const { marked, ...log } = clusteredLog();
    const unmarked = trainUnchecked(log, MOST);
    assert.ok(unmarked.shares.expectedServedShare > 0.5);
    const { parameters, shares } = trainUnchecked({ ...log, counterExamples: marked }, MOST);
    assert.ok(shares.expectedServedShare < unmarked.shares.expectedServedShare);
    assert.ok(shares.expectedWrongShare <= 0.05);
    assert.ok((parameters.bar ?? 1) > (unmarked.parameters.bar ?? 1));
  });

  it('does not hold a mark against another answer', () => {
    const { marked, ...log } = clusteredLog();
    const elsewhere = marked.map((question) => ({ ...question, cluster: (question.cluster + 1) % CLUSTERS }));
    assert.deepEqual(trainUnchecked({ ...log, counterExamples: elsewhere }, MOST), trainUnchecked(log, MOST));
  });
});

describe('barByMean', () => {
  const question = fc
    .oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 0.99))
    .chain((probability) =>
      fc.record({ probability: fc.constant(probability), doubt: fc.constantFrom(1 - probability, 1) }),
    );
  const meanDoubt = (questions: readonly ReckonedQuestion[], bar: number) => {
    const served = questions.filter(({ probability }) => probability >= bar);
    return served.reduce((sum, { doubt }) => sum + doubt, 0) / served.length;
  };

  it('keeps the mean doubt of what is served within what is allowed', () => {
    fc.assert(
      fc.property(fc.array(question), fc.double({ min: 0, max: 0.5, noNaN: true }), (questions, maxWrong) => {
        const bar = barByMean(maxWrong, questions);
        if (bar !== null) assert.ok(bar > 0 && meanDoubt(questions, bar) <= maxWrong + 1e-9);
      }),
    );
  });

  it('is the lowest that does, and none where none does', () => {
    const questions = [0.99, 0.98, 0.9, 0.5].map((probability) => ({ probability, doubt: 1 - probability }));
    assert.equal(barByMean(0.05, questions), 0.9);
    assert.equal(barByMean(0.001, questions), null);
    assert.equal(barByMean(0.5, questions), 0.5);
    assert.equal(barByMean(0.05, []), null);
  });

  it('serves all that are equally likely or none of them, and never what cannot be right', () => {
    const times = (count: number, probability: number) => Array(count).fill({ probability, doubt: 1 - probability });
    assert.equal(barByMean(0.05, [...times(95, 0.99), ...times(20, 0)]), 0.99);
    assert.equal(barByMean(0.05, [...times(95, 0.99), ...times(20, 0.5)]), 0.99);
    assert.equal(barByMean(0.5, times(3, 0.7)), 0.7);
    assert.equal(barByMean(1, times(3, 0)), null);
  });
});
