import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type ChoiceExample,
  type ChoicePrior,
  curvatureOf,
  fitChoiceModel,
  scoreOf,
} from '../../src/matching/choice-model.ts';
import { seededRandom } from '../support/vectors-in-clumps.ts';

/** A prior that holds each weight as firmly as the others. */
const prior = (weights: number[], firmness = 1e-3): ChoicePrior => ({
  weights,
  curvature: weights.map((_, i) => weights.map((_, j) => (i === j ? firmness : 0))),
});

/** Questions with some candidates each, of which one was meant, drawn as the model has it. */
function drawnFrom(weights: number[], count: number, seed: number, candidates = 4): ChoiceExample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const rows = Array.from({ length: candidates }, () => weights.map(() => 2 * random() - 1));
    const powers = rows.map((features) => Math.exp(scoreOf(weights, features)));
    let left = random() * powers.reduce((sum, power) => sum + power, 0);
    const chosen = powers.findIndex((power) => {
      left -= power;
      return left <= 0;
    });
    return { candidates: rows, right: rows.map((_, i) => i === chosen), weight: 1 };
  });
}

/** The negative log likelihood, computed without taking a power that might be too great or too small. */
function loss(examples: readonly ChoiceExample[], weights: readonly number[]): number {
  const logSum = (scores: number[]) => {
    const highest = Math.max(...scores);
    return highest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0));
  };
  return examples.reduce((sum, { candidates, right, weight }) => {
    const scores = candidates.map((features) => scoreOf(weights, features));
    return right.includes(true) ? sum + weight * (logSum(scores) - logSum(scores.filter((_, i) => right[i]))) : sum;
  }, 0);
}

/** With what the prior says of the weights. */
function wholeLoss(examples: readonly ChoiceExample[], weights: readonly number[], held: ChoicePrior, count: number) {
  const pull = weights.map((w, i) => w - held.weights[i]);
  const bent = held.curvature.map((row) => scoreOf(row, pull));
  return loss(examples, weights) + (count / 2) * scoreOf(pull, bent);
}

function assertNear(found: number[], expected: number[], tolerance: number): void {
  assert.equal(found.length, expected.length);
  found.forEach((x, i) => {
    assert.ok(Math.abs(x - expected[i]) <= tolerance, `${found} instead of ${expected}`);
  });
}

describe('fitChoiceModel', () => {
  it('finds the weights that the choices were drawn from, wherever it begins', () => {
    for (const weights of [[2], [1.5, -1, 0.5], [0, 3, -2]]) {
      const examples = drawnFrom(weights, 8_000, 42);
      for (const start of [0, 5]) {
        const begin = prior(weights.map(() => start));
        assertNear(fitChoiceModel(examples, begin, 0), weights, 0.15);
      }
    }
  });

  it("gives the prior's weights when there is nothing to learn from", () => {
    const known = prior([12, 19, 0.5]);
    const [example] = drawnFrom([1, 1, 1], 1, 1);
    for (const examples of [
      [],
      [{ candidates: [], right: [], weight: 1 }],
      [{ ...example, right: example.right.map(() => false) }],
      [{ ...example, right: example.right.map(() => true) }],
      [{ candidates: [[1, 2, 3]], right: [true], weight: 1 }],
    ])
      for (const count of [0, 1, 2_000]) assert.deepEqual(fitChoiceModel(examples, known, count), known.weights);
  });

  it('comes to lie between the prior and the examples, the nearer to the prior the more it counts', () => {
    const examples = drawnFrom([2], 500, 7);
    const found = [0, 1e3, 1e5, 1e7].map((count) => fitChoiceModel(examples, prior([0], 0.05), count)[0]);
    assert.deepEqual(
      found,
      found.toSorted((a, b) => b - a),
    );
    assert.ok(found[0] > 1.7 && found[3] < 0.01, `${found}`);
  });

  it('counts the prior as so many examples of its own kind', () => {
    const weights = [1.5, -1];
    const [others, own] = [drawnFrom(weights, 4_000, 1), drawnFrom(weights, 1_000, 2)];
    const learned = fitChoiceModel(others, prior([0, 0]), 0);
    const known = { weights: learned, curvature: curvatureOf(others, learned) };
    assertNear(fitChoiceModel(own, known, others.length), fitChoiceModel([...others, ...own], prior([0, 0]), 0), 0.02);
  });

  it('counts an example as often as its weight says', () => {
    const examples = drawnFrom([1, -1], 90, 5);
    const weighed = examples.map((example, i) => ({ ...example, weight: (i % 3) + 1 }));
    const repeated = examples.flatMap((example, i) => Array.from({ length: (i % 3) + 1 }, () => example));
    assertNear(fitChoiceModel(weighed, prior([0, 0]), 5), fitChoiceModel(repeated, prior([0, 0]), 5), 1e-4);
  });

  it('takes several right candidates as one that may be reached in several ways', () => {
    // The right candidate twice is as likely as one with log 2 more; so is a wrong one.
    const examples = drawnFrom([1, -1], 3_000, 9);
    const doubled = examples.map(({ candidates, right, weight }) => ({
      candidates: [...candidates, ...candidates],
      right: [...right, ...right],
      weight,
    }));
    assertNear(fitChoiceModel(doubled, prior([0, 0]), 1), fitChoiceModel(examples, prior([0, 0]), 1), 1e-3);
  });

  const random = fc.integer({ min: 1, max: 1e9 });

  it('finds weights that no small step makes better, also where several candidates are right', () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 3 }), (seed, width) => {
        const draw = seededRandom(seed);
        const examples = drawnFrom(new Array<number>(width).fill(1), 60, seed).map((example) => ({
          ...example,
          right: example.right.map((right) => right || draw() < 0.2),
        }));
        const held = prior(new Array<number>(width).fill(0.5), 0.1);
        const found = fitChoiceModel(examples, held, 10);
        const best = wholeLoss(examples, found, held, 10);
        for (let i = 0; i < width; i++) {
          for (const step of [-0.01, 0.01]) {
            const beside = found.map((w, j) => (i === j ? w + step : w));
            assert.ok(wholeLoss(examples, beside, held, 10) >= best - 1e-4, `a step of ${step} is better`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('stays finite and right where the choices are separable', () => {
    const separable = drawnFrom([3, -3], 400, 3).map(({ candidates, weight }) => {
      const scores = candidates.map((features) => scoreOf([3, -3], features));
      return { candidates, right: scores.map((score) => score === Math.max(...scores)), weight };
    });
    for (const count of [0, 1, 2_000]) {
      const weights = fitChoiceModel(separable, prior([0, 0]), count);
      assert.ok(weights.every(Number.isFinite), `${weights}`);
      assert.ok(
        weights.every((w) => Math.abs(w) < 1e6),
        `${weights}`,
      );
      const rightly = separable.filter(({ candidates, right }) => {
        const scores = candidates.map((features) => scoreOf(weights, features));
        return right[scores.indexOf(Math.max(...scores))];
      });
      assert.ok(rightly.length >= 390, `${rightly.length} of 400`);
    }
  });

  it('is never worse than the prior, however wild the features', () => {
    const heavy = (draw: () => number) => Math.tan(Math.PI * (draw() - 0.5)) ** 3;
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 10), (seed, width, count) => {
        const draw = seededRandom(seed);
        const examples = Array.from({ length: 20 }, () => {
          const candidates = Array.from({ length: 3 }, () => Array.from({ length: width }, () => heavy(draw)));
          return { candidates, right: candidates.map(() => draw() < 0.4), weight: 1 };
        });
        const held = prior(Array.from({ length: width }, () => 20 * draw()));
        const weights = fitChoiceModel(examples, held, count);
        assert.ok(weights.every(Number.isFinite), `${weights}`);
        const before = wholeLoss(examples, held.weights, held, count);
        const after = wholeLoss(examples, weights, held, count);
        assert.ok(after <= before * (1 + 1e-9) + 1e-9, `${after} instead of ${before}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('curvatureOf', () => {
  it('is the mean over the examples, and never bends downwards', () => {
    const examples = drawnFrom([1, -1], 200, 4);
    const once = curvatureOf(examples, [1, -1]);
    const twice = curvatureOf([...examples, ...examples], [1, -1]);
    once.forEach((row, i) => {
      assertNear(row, twice[i], 1e-12);
    });
    for (const direction of [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -1],
    ])
      assert.ok(
        scoreOf(
          once.map((row) => scoreOf(row, direction)),
          direction,
        ) >= 0,
      );
  });

  it('is flat where there is nothing to choose from', () => {
    assert.deepEqual(curvatureOf([], [1, 1]), [
      [0, 0],
      [0, 0],
    ]);
  });
});
