import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  fitLogisticRegression,
  type LogisticExample,
  type LogisticModel,
  probabilityOf,
} from '../../src/matching/logistic-regression.ts';
import { seededRandom } from '../support/vectors-in-clumps.ts';

function drawnFrom(weights: number[], count: number, seed: number): LogisticExample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const features = weights.slice(1).map(() => 4 * random() - 2);
    return { features, outcome: random() < probabilityOf({ weights }, features), weight: 1 };
  });
}

/** Mean of -log(probability of what happened), each example counted by its weight; exact however small the probability. */
function loss({ weights }: LogisticModel, examples: LogisticExample[]): number {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  return examples.reduce((sum, { features, outcome, weight }) => {
    const logOdds = features.reduce((odds, x, i) => odds + x * weights[i + 1], weights[0]);
    const against = outcome ? -logOdds : logOdds;
    return sum + (weight / total) * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))));
  }, 0);
}

const allFinite = (model: LogisticModel) => model.weights.every(Number.isFinite);

describe('fitLogisticRegression', () => {
  it('finds the weights that the examples were drawn from', () => {
    for (const weights of [
      [-0.5, 1.5, -1],
      [1, 0, 2],
      [-2, 0.5, 0.5, -1.5],
    ]) {
      const fitted = fitLogisticRegression(drawnFrom(weights, 20_000, 42)).weights;
      assert.equal(fitted.length, weights.length);
      fitted.forEach((weight, i) => {
        assert.ok(Math.abs(weight - weights[i]) < 0.15, `${fitted} instead of ${weights}`);
      });
    }
  });

  it('counts an example as often as its weight says', () => {
    const examples = drawnFrom([0.3, 1, -1], 60, 5);
    const weighed = examples.map((example, i) => ({ ...example, weight: (i % 3) + 1 }));
    const repeated = examples.flatMap((example, i) => Array.from({ length: (i % 3) + 1 }, () => example));
    const [a, b] = [fitLogisticRegression(weighed), fitLogisticRegression(repeated)];
    a.weights.forEach((weight, i) => {
      assert.ok(Math.abs(weight - b.weights[i]) < 1e-6);
    });
  });

  it('stays finite and right where the classes are separable', () => {
    const examples = Array.from({ length: 200 }, (_, i) => ({ features: [i - 99.5, 1], outcome: i >= 100, weight: 1 }));
    const model = fitLogisticRegression(examples);
    assert.ok(allFinite(model));
    for (const { features, outcome } of examples) assert.equal(probabilityOf(model, features) > 0.5, outcome);
  });

  it('stays finite where all examples came out alike, where there is one, and where there is none', () => {
    for (const outcome of [true, false]) {
      const examples = drawnFrom([0, 1, 1], 50, 6).map((example) => ({ ...example, outcome }));
      for (const some of [examples, examples.slice(0, 1)]) {
        const model = fitLogisticRegression(some);
        assert.ok(allFinite(model), `${model.weights}`);
        for (const { features } of some) assert.equal(probabilityOf(model, features) > 0.5, outcome);
      }
    }
    assert.ok(allFinite(fitLogisticRegression([])));
  });

  it('stays finite where features repeat each other or never change', () => {
    const examples = drawnFrom([0.5, 1], 200, 7).map(({ features: [x], ...rest }) => ({
      ...rest,
      features: [x, x, 1, 0],
    }));
    assert.ok(allFinite(fitLogisticRegression(examples)));
  });

  it('finds the weights whatever the scale of a feature', () => {
    const examples = drawnFrom([-0.5, 1.5, -1], 5_000, 8);
    const { weights } = fitLogisticRegression(examples);
    const scales = [1e-6, 1e5];
    const scaled = fitLogisticRegression(
      examples.map((example) => ({ ...example, features: example.features.map((x, i) => scales[i] * x) })),
    ).weights;
    [scaled[0], scaled[1] * scales[0], scaled[2] * scales[1]].forEach((weight, i) => {
      assert.ok(Math.abs(weight - weights[i]) < 1e-6, `${scaled} instead of ${weights}`);
    });
  });

  it('gives the same wherever the zero of a feature lies', () => {
    const examples = drawnFrom([-0.5, 1.5, -1], 2_000, 9);
    const { weights } = fitLogisticRegression(examples);
    const moved = fitLogisticRegression(
      examples.map(({ features: [x, y], ...rest }) => ({ ...rest, features: [x + 1_000, y - 3] })),
    ).weights;
    assert.ok(Math.abs(moved[1] - weights[1]) < 1e-6 && Math.abs(moved[2] - weights[2]) < 1e-6);
    assert.ok(Math.abs(moved[0] + 1_000 * moved[1] - 3 * moved[2] - weights[0]) < 1e-6);
  });

  it('learns nothing from a feature that never varies, whatever its value', () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1, 0.7), (constant, seed, weight) => {
        const examples = drawnFrom([0.5, 1], 60, seed).map((example) => ({ ...example, weight }));
        const alone = fitLogisticRegression(examples);
        const beside = fitLogisticRegression(
          examples.map(({ features, ...rest }) => ({ ...rest, features: [constant, ...features] })),
        );
        assert.ok(Math.abs(beside.weights[1]) < 1e-6, `${beside.weights}`);
        for (const x of [-2, 0, 2]) {
          const p = probabilityOf(beside, [1.01 * constant, x]);
          assert.ok(Math.abs(p - probabilityOf(alone, [x])) < 1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is never worse than the share of what happened, though a few features lie far off', () => {
    const heavy = (random: () => number) => {
      const x = Math.tan(Math.PI * (random() - 0.5));
      return random() < 0.3 ? x ** 3 : x;
    };
    const assertNoWorse = (seed: number) => {
      const random = seededRandom(seed);
      const count = 2 + Math.floor(random() * 60);
      const width = 1 + Math.floor(random() * 3);
      const share = random();
      const examples = Array.from({ length: count }, () => ({
        features: Array.from({ length: width }, () => heavy(random)),
        outcome: random() < share,
        weight: random() < 0.2 ? 1_000 * random() : random(),
      }));
      const model = fitLogisticRegression(examples);
      const bare = examples.map((example) => ({ ...example, features: [] }));
      const [told, untold] = [loss(model, examples), loss(fitLogisticRegression(bare), bare)];
      assert.ok(told <= untold + 1e-6, `seed ${seed}: ${told} instead of ${untold}`);
    };
    // With these, whole steps lead away and never come back.
    for (const seed of [85, 443, 2354, 3259, 3897]) assertNoWorse(seed);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), assertNoWorse), { numRuns: 500 });
  });

  it('is never worse than knowing nothing, whatever the examples', () => {
    const example = fc.record({
      features: fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: -10, max: 10, noNaN: true })),
      outcome: fc.boolean(),
      weight: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 30 }), (examples) => {
        const model = fitLogisticRegression(examples);
        assert.ok(allFinite(model), `${model.weights}`);
        assert.ok(loss(model, examples) <= Math.log(2) + 1e-9, `loss ${loss(model, examples)}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('probabilityOf', () => {
  it('is the logistic function of the weighed sum', () => {
    assert.equal(probabilityOf({ weights: [0, 0] }, [3]), 0.5);
    assert.ok(Math.abs(probabilityOf({ weights: [1, 2] }, [0.5]) - 1 / (1 + Math.exp(-2))) < 1e-12);
  });

  it('stays between 0 and 1 for any weights', () => {
    for (const x of [-1e6, -800, 800, 1e6]) {
      const p = probabilityOf({ weights: [0, 1] }, [x]);
      assert.ok(p >= 0 && p <= 1);
    }
  });
});
