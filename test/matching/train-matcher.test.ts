import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LogisticExample } from '../../src/matching/logistic-regression.ts';
import { type AnswerKeys, Matcher } from '../../src/matching/matcher.ts';
import { PhrasingIndex } from '../../src/matching/phrasing-index.ts';
import { barFor, expectedSharesOf, type TrainingPhrasing, trainMatcher } from '../../src/matching/train-matcher.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const WIDTH = 64;

/** Clusters around centres of their own, or all around one, with fresh questions drawn the same way. */
function synthetic(options: { clusters: number; overlapping?: boolean; seed?: number }) {
  const random = seededRandom(options.seed ?? 1);
  const shared = randomDirection(random, WIDTH);
  const centres = Array.from({ length: options.clusters }, () => {
    const own = randomDirection(random, WIDTH);
    return options.overlapping ? shared : own;
  });
  const draw = (cluster: number) => near(random, centres[cluster], 0.6);
  const phrasings: TrainingPhrasing[] = centres.flatMap((_, cluster) =>
    Array.from({ length: 12 }, (_, i) => ({
      text: `wording ${String.fromCharCode(97 + i)}`,
      cluster,
      language: 'en',
      vector: draw(cluster),
      asked: 3,
    })),
  );
  return { phrasings, draw, foreign: () => randomDirection(random, WIDTH), clusters: options.clusters };
}

const ownAnswers = (clusters: number): AnswerKeys =>
  new Map(Array.from({ length: clusters }, (_, cluster) => [cluster, `answer ${cluster}`]));

describe('trainMatcher', () => {
  const ask = (matcher: Matcher, vector: Float32Array) =>
    matcher.decide({ text: 'a new wording', vector, language: 'en' });

  it('serves clusters well apart, and is seldom wrong about what belongs to none', () => {
    const { phrasings, draw, foreign, clusters } = synthetic({ clusters: 40 });
    const answers = ownAnswers(clusters);
    const { parameters, report } = trainMatcher({ phrasings, answers, newShare: 0.1, maxWrong: 0.01 });
    assert.ok(report.expectedServedShare > 0.7, `serves ${report.expectedServedShare}`);
    const matcher = new Matcher(new PhrasingIndex(phrasings), answers, parameters);
    let served = 0;
    for (let i = 0; i < 400; i++) {
      const decision = ask(matcher, draw(i % clusters));
      if (decision.outcome === 'hit') {
        served++;
        assert.equal(decision.cluster, i % clusters);
      }
    }
    assert.ok(served > 280, `served ${served} of 400`);
    const wrong = Array.from({ length: 400 }, foreign).filter(
      (vector) => ask(matcher, vector).outcome === 'hit',
    ).length;
    // One question in ten asks something new, as training was told.
    const wrongShare = (0.1 * wrong) / (0.1 * wrong + 0.9 * served);
    assert.ok(wrongShare <= 0.015, `${wrongShare} of what is served is wrong`);
  });

  it('does not serve clusters that cannot be told apart', () => {
    const { phrasings, draw, clusters } = synthetic({ clusters: 10, overlapping: true });
    const answers = ownAnswers(clusters);
    const { parameters, report } = trainMatcher({ phrasings, answers, newShare: 0.1, maxWrong: 0.01 });
    assert.equal(report.expectedServedShare, 0);
    const matcher = new Matcher(new PhrasingIndex(phrasings), answers, parameters);
    for (let i = 0; i < 100; i++) assert.equal(ask(matcher, draw(i % clusters)).outcome, 'miss');
  });

  it('serves clusters that cannot be told apart when their answers are equal', () => {
    const apart = synthetic({ clusters: 20 });
    const alike = synthetic({ clusters: 5, overlapping: true, seed: 2 });
    const moved = alike.phrasings.map((phrasing) => ({ ...phrasing, cluster: phrasing.cluster + 100 }));
    const phrasings = [...apart.phrasings, ...moved];
    const answers = new Map([...ownAnswers(20), ...[100, 101, 102, 103, 104].map((id) => [id, 'the same'] as const)]);
    const { parameters } = trainMatcher({ phrasings, answers, newShare: 0.1, maxWrong: 0.01 });
    const matcher = new Matcher(new PhrasingIndex(phrasings), answers, parameters);
    const decisions = Array.from({ length: 100 }, (_, i) => ask(matcher, alike.draw(i % 5)));
    assert.ok(decisions.every(({ cluster }) => cluster === undefined || cluster >= 100));
    assert.ok(decisions.filter(({ outcome }) => outcome === 'hit').length > 60);
  });

  it('never serves a cluster without an answer', () => {
    const { phrasings, draw, clusters } = synthetic({ clusters: 40 });
    const answers = new Map([...ownAnswers(clusters)].filter(([cluster]) => cluster % 2 === 0));
    const { parameters } = trainMatcher({ phrasings, answers, newShare: 0.1, maxWrong: 0.01 });
    const matcher = new Matcher(new PhrasingIndex(phrasings), answers, parameters);
    for (let i = 0; i < 200; i++) {
      const { outcome, cluster } = ask(matcher, draw(i % clusters));
      if (outcome === 'hit') assert.equal(cluster! % 2, 0);
      if (i % 2) assert.equal(outcome, 'miss');
    }
  });

  it('expects no more wrong than is allowed, and the same of the stored matcher', () => {
    for (const maxWrong of [0.005, 0.01, 0.05]) {
      for (const newShare of [0, 0.2, 0.6, 1]) {
        const { phrasings, clusters } = synthetic({ clusters: 15, seed: 3 });
        const set = { phrasings, answers: ownAnswers(clusters), newShare, maxWrong };
        const { parameters, report } = trainMatcher(set);
        assert.ok(report.expectedWrongShare <= maxWrong);
        assert.ok(report.expectedServedShare >= 0 && report.expectedServedShare <= 1);
        const stored = JSON.parse(JSON.stringify(parameters));
        assert.deepEqual(stored, parameters);
        const { expectedServedShare, expectedWrongShare } = report;
        assert.deepEqual(expectedSharesOf(stored, set), { expectedServedShare, expectedWrongShare });
      }
    }
  });

  it('serves nothing when too few questions were asked to promise anything', () => {
    const { phrasings, clusters } = synthetic({ clusters: 2 });
    const few = phrasings.map((phrasing) => ({ ...phrasing, asked: 1 }));
    const { parameters } = trainMatcher({ phrasings: few, answers: ownAnswers(clusters), newShare: 0, maxWrong: 0.01 });
    assert.equal(parameters.bar, null);
  });

  it('serves nothing when there is nothing to train from', () => {
    const { phrasings } = synthetic({ clusters: 3 });
    for (const set of [
      { phrasings: [] },
      { phrasings },
      { phrasings: phrasings.slice(0, 1), answers: ownAnswers(1) },
    ]) {
      const { parameters, report } = trainMatcher({ answers: new Map(), newShare: 0.1, maxWrong: 0.01, ...set });
      assert.equal(parameters.bar, null);
      assert.equal(report.expectedServedShare, 0);
      assert.equal(report.expectedWrongShare, 0);
    }
  });
});

describe('barFor', () => {
  interface Scored extends LogisticExample {
    score: number;
  }
  const scoreOf = ({ score }: Scored) => score;
  const scored: fc.Arbitrary<Scored> = fc.record({
    features: fc.constant([]),
    outcome: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    weight: fc.integer({ min: 1, max: 40 }),
    score: fc.integer({ min: 0, max: 12 }).map((tenth) => tenth / 12),
  });
  const bound = (examples: Scored[], bar: number) => {
    const served = examples.filter(({ score }) => score >= bar);
    const weigh = (some: Scored[]) => some.reduce((sum, { weight }) => sum + weight, 0);
    return (weigh(served.filter(({ outcome }) => !outcome)) + 1) / weigh(served);
  };

  it('is the lowest score at which (wrong + 1) / served stays within what is allowed, null without one', () => {
    fc.assert(
      fc.property(
        fc.array(scored, { maxLength: 40 }),
        fc.constantFrom(0.005, 0.01, 0.05, 0.2),
        (examples, maxWrong) => {
          const fit = examples.map(scoreOf).filter((score) => bound(examples, score) <= maxWrong);
          assert.equal(barFor(maxWrong, examples, scoreOf), fit.length > 0 ? Math.min(...fit) : null);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is the same in whatever order the examples come, and leaves them as they are', () => {
    fc.assert(
      fc.property(fc.array(scored), (examples) => {
        const before = examples.map((example) => ({ ...example }));
        assert.equal(barFor(0.05, examples, scoreOf), barFor(0.05, examples.toReversed(), scoreOf));
        assert.deepEqual(
          examples.map((example) => ({ ...example })),
          before,
        );
      }),
    );
  });

  it('is never higher when more may be wrong', () => {
    fc.assert(
      fc.property(fc.array(scored), (examples) => {
        const strict = barFor(0.02, examples, scoreOf);
        const loose = barFor(0.1, examples, scoreOf);
        assert.ok(strict === null || (loose !== null && loose <= strict));
      }),
    );
  });

  it('serves 100 right questions at 1%, not 99', () => {
    const right = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ features: [], outcome: true, weight: 1, score: i / count }));
    assert.equal(barFor(0.01, right(100), scoreOf), 0);
    assert.equal(barFor(0.01, right(99), scoreOf), null);
  });
});
