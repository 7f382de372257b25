import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalQuestion, type Wording } from '../../src/mining/canonical-question.ts';
import { seededRandom, vectorsInClumps } from '../support/vectors-in-clumps.ts';

const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const wording = (text: string, degrees: number, asked = 1): Wording => ({ text, vector: at(degrees), asked });

describe('canonicalQuestion', () => {
  it('is the wording in the middle', () => {
    assert.equal(canonicalQuestion([wording('left', 0), wording('middle', 20), wording('right', 45)]).text, 'middle');
  });

  it('counts a wording as often as it was asked', () => {
    const left = wording('left', 0, 50);
    assert.equal(canonicalQuestion([left, wording('middle', 20), wording('right', 45)]).text, 'left');
  });

  it('is the only wording, and the first of equals', () => {
    assert.equal(canonicalQuestion([wording('only', 10)]).text, 'only');
    assert.equal(canonicalQuestion([wording('first', 10), wording('second', 10)]).text, 'first');
  });

  it('gives back the very wording that it was given', () => {
    const wordings = [
      { ...wording('a', 0), id: 7 },
      { ...wording('b', 90), id: 8 },
    ];
    assert.ok(wordings.includes(canonicalQuestion(wordings)));
  });

  it('has the highest mean similarity to all askings', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const wordings = vectorsInClumps(seed, [15], 16, 0.8).map((vector, i) => ({
        text: `${i}`,
        vector,
        asked: 1 + Math.floor(random() * 5),
      }));
      const score = ({ vector }: Wording) =>
        wordings.reduce(
          (sum, other) => sum + other.asked * vector.reduce((dot, x, i) => dot + x * other.vector[i], 0),
          0,
        );
      const best = Math.max(...wordings.map(score));
      assert.ok(score(canonicalQuestion(wordings)) > best - 1e-4);
    }
  });

  it('throws a RangeError without wordings', () => {
    assert.throws(() => canonicalQuestion([]), RangeError);
  });
});
