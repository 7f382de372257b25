import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ScoredQuestion, scoreQuestions, tradeOffs } from '../../src/evaluate/score.ts';
import type { FoundAnswer } from '../../src/golden/find-golden-answer.ts';

const asked = (found: FoundAnswer, right: boolean, more: Partial<ScoredQuestion> = {}): ScoredQuestion => ({
  found,
  right,
  answerable: true,
  milliseconds: 1,
  ...more,
});
const hit = (probability: number): FoundAnswer => ({ outcome: 'hit', reason: 'similar', cluster: 1, probability });
const below = (probability: number): FoundAnswer => ({ outcome: 'miss', reason: 'below-bar', cluster: 1, probability });
const SAME_WORDS: FoundAnswer = { outcome: 'hit', reason: 'same-words', cluster: 1 };
const BYPASS: FoundAnswer = { outcome: 'bypass', reason: 'personal' };
const NEGATED: FoundAnswer = { outcome: 'miss', reason: 'negation', cluster: 1, probability: 0.99 };

describe('scoreQuestions', () => {
  it('counts what was served of all, and what was wrong of that', () => {
    const score = scoreQuestions(
      [
        asked(SAME_WORDS, true, { milliseconds: 3 }),
        asked(hit(0.9), true, { milliseconds: 2 }),
        asked(hit(0.8), false, { answerable: false, milliseconds: 9 }),
        asked(below(0.7), true),
        asked(BYPASS, false),
      ],
      0.01,
    );
    assert.deepEqual(score, {
      queries: 5,
      served_share: 3 / 5,
      wrong_share: 1 / 3,
      best_share_at_max_wrong: 2 / 5,
      top1_accuracy: 3 / 4,
      bypassed_share: 1 / 5,
      p50_ms: 2,
      p99_ms: 9,
    });
  });

  it('finds with hindsight what a lower bar could have served', () => {
    const questions = [
      asked(hit(0.9), true),
      asked(below(0.8), true),
      asked(below(0.7), true),
      asked(below(0.6), false),
    ];
    assert.equal(scoreQuestions(questions, 0.01).best_share_at_max_wrong, 3 / 4);
    assert.equal(scoreQuestions(questions, 0.25).best_share_at_max_wrong, 1);
  });

  it('scores by the cosine where there is no probability', () => {
    const fixed = (similarity: number, right: boolean) =>
      asked({ outcome: 'miss', reason: 'below-bar', cluster: 1, similarity }, right);
    assert.equal(scoreQuestions([fixed(0.8, true), fixed(0.6, false)], 0.01).best_share_at_max_wrong, 1 / 2);
  });

  it('is all zeros for no questions', () => {
    for (const value of Object.values(scoreQuestions([], 0.01))) assert.equal(value, 0);
  });

  const anyFound = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map(hit),
    fc.integer({ min: 0, max: 5 }).map((fifth) => below(fifth / 5)),
    fc.constantFrom(SAME_WORDS, BYPASS, NEGATED),
  );
  const anyQuestion = fc.record({
    found: anyFound,
    right: fc.boolean(),
    answerable: fc.boolean(),
    milliseconds: fc.double({ min: 0, max: 100, noNaN: true }),
  });

  it('gives shares between 0 and 1, and the same in whatever order the questions come', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion), fc.constantFrom(0.01, 0.2), (questions, maxWrong) => {
        const score = scoreQuestions(questions, maxWrong);
        for (const [name, value] of Object.entries(score))
          if (name.endsWith('_share')) assert.ok(value >= 0 && value <= 1, name);
        assert.deepEqual(scoreQuestions(questions.toReversed(), maxWrong), score);
      }),
    );
  });

  it('trades a larger share served only for a lower bar', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion), (questions) => {
        const points = tradeOffs(questions);
        for (const [i, { served_share, wrong_share }] of points.entries()) {
          assert.ok(i === 0 || served_share > points[i - 1].served_share);
          assert.ok(served_share <= 1 && wrong_share >= 0 && wrong_share <= 1);
        }
        const reachable = questions.filter(
          ({ found }) => found.outcome === 'hit' || found.reason === 'below-bar',
        ).length;
        assert.equal(points.at(-1)?.served_share ?? 0, questions.length > 0 ? reachable / questions.length : 0);
      }),
    );
  });
});

describe('tradeOffs', () => {
  it('serves equal scores together, and the same words at any bar', () => {
    const questions = [
      asked(below(0.5), false),
      asked(hit(0.9), true),
      asked(SAME_WORDS, true),
      asked(hit(0.9), false),
    ];
    assert.deepEqual(tradeOffs(questions), [
      { served_share: 1 / 4, wrong_share: 0 },
      { served_share: 3 / 4, wrong_share: 1 / 3 },
      { served_share: 1, wrong_share: 1 / 2 },
    ]);
  });

  it('leaves out what no bar would serve', () => {
    const unanswered: FoundAnswer = { outcome: 'miss', reason: 'unanswered-cluster', cluster: 1, probability: 0.99 };
    assert.deepEqual(tradeOffs([BYPASS, NEGATED, unanswered].map((found) => asked(found, false))), []);
  });
});
