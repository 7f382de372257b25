import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assess, CANDIDATE_FEATURES, candidatesFor, goldenOf } from '../../src/matching/candidates.ts';
import { fitLogisticRegression, probabilityOf } from '../../src/matching/logistic-regression.ts';
import { BUNDLED_PRIOR } from '../../src/matching/prior.ts';

const { choice, examples } = BUNDLED_PRIOR;

/** How an index of two phrasings assesses a question in the words of the first, this near to it. */
function assessed(similarity: number): number[] {
  const at = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2), 0);
  const phrasings = [
    { text: 'how much is a visa', cluster: 1, language: 'en', vector: at(1) },
    { text: 'where is the notary', cluster: 2, language: 'en', vector: Float32Array.of(0, 0, 1) },
  ];
  const answers = new Map([
    [1, 'a'],
    [2, 'b'],
  ]);
  const golden = goldenOf(phrasings, answers);
  const text = similarity > 0.5 ? phrasings[0].text : 'zebras graze in herds';
  const candidates = candidatesFor(golden, { text, vector: at(similarity) });
  return assess(golden, text, candidates, choice.weights)!.features;
}

describe('BUNDLED_PRIOR', () => {
  it('has a weight for each feature of a candidate, and a curvature that bends upwards', () => {
    assert.equal(choice.weights.length, CANDIDATE_FEATURES);
    assert.equal(choice.curvature.length, CANDIDATE_FEATURES);
    for (const [i, row] of choice.curvature.entries()) {
      assert.equal(row.length, CANDIDATE_FEATURES);
      for (const [j, c] of row.entries()) assert.equal(c, choice.curvature[j][i], 'symmetric');
    }
    const [[a, b, c], [, d, e], [, , f]] = choice.curvature;
    assert.ok(a > 0 && a * d - b * b > 0, 'leading minors');
    assert.ok(a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d) > 0, 'determinant');
  });

  it('finds similarity and likelihood to speak for a candidate', () => {
    for (const weight of choice.weights) assert.ok(weight > 0);
  });

  it('has as many features an example as assessing gives, all of them numbers', () => {
    const { length } = assessed(0.9);
    for (const { features } of examples) {
      assert.equal(features.length, length);
      assert.ok(features.every(Number.isFinite));
    }
  });

  it('teaches which questions are sure and which are not', () => {
    const model = fitLogisticRegression(
      examples.map(({ features, right }) => ({ features, outcome: right, weight: 1 })),
    );
    assert.ok(probabilityOf(model, assessed(1)) > 0.95);
    assert.ok(probabilityOf(model, assessed(-0.1)) < 0.3);
    const mean = (some: typeof examples) =>
      some.reduce((sum, { features }) => sum + probabilityOf(model, features), 0) / some.length;
    const [right, wrong] = [examples.filter((e) => e.right), examples.filter((e) => !e.right)];
    assert.ok(right.length > 100 && wrong.length > 100);
    assert.ok(mean(right) > mean(wrong) + 0.2, `${mean(right)} and ${mean(wrong)}`);
  });
});
