import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Highest } from '../../src/matching/highest.ts';

const offer = fc.record({ key: fc.nat({ max: 6 }), score: fc.integer({ min: -5, max: 5 }) });

describe('Highest', () => {
  it('keeps what sorting all keys by their best scores puts first', () => {
    fc.assert(
      fc.property(fc.array(offer), fc.integer({ min: 1, max: 8 }), (offers, most) => {
        const best = new Highest(most);
        const scores = new Map<number, number>();
        for (const { key, score } of offers) {
          if (score > best.least) best.add(key, score);
          scores.set(key, Math.max(score, scores.get(key) ?? Number.NEGATIVE_INFINITY));
        }
        const sorted = [...scores.values()].sort((a, b) => b - a);
        // Of equal scores any may be kept.
        assert.deepEqual(
          best.keys.map((key) => scores.get(key)),
          sorted.slice(0, most),
        );
        assert.equal(new Set(best.keys).size, best.keys.length);
        assert.equal(best.least, sorted[most - 1] ?? Number.NEGATIVE_INFINITY);
      }),
      { numRuns: 1000 },
    );
  });
});
