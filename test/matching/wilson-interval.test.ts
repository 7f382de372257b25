import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wilsonInterval } from '../../src/matching/wilson-interval.ts';

/** How many of a sample are wrong, and the sample's size. */
const sample = fc
  .integer({ min: 1, max: 100_000 })
  .chain((checked) => fc.tuple(fc.integer({ min: 0, max: checked }), fc.constant(checked)));

describe('wilsonInterval', () => {
  for (const [wrong, checked, low, high] of [
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 100, 0.00177, 0.0545],
    [0, 100, 0, 0.037],
    [5, 10, 0.2366, 0.7634],
    [0, 0, 0, 1],
  ] as const) {
    it(`gives ${low} to ${high} for ${wrong} of ${checked}`, () => {
      const interval = wilsonInterval(wrong, checked);
      assert.ok(Math.abs(interval.low - low) < 5e-5, `low ${interval.low}`);
      assert.ok(Math.abs(interval.high - high) < 5e-5, `high ${interval.high}`);
    });
  }

  it('holds the share itself, inside 0 to 1', () =>
    fc.assert(
      fc.property(sample, ([wrong, checked]) => {
        const { low, high } = wilsonInterval(wrong, checked);
        assert.ok(0 <= low && low <= wrong / checked && wrong / checked <= high && high <= 1 && low < high);
      }),
    ));

  it('is the mirror image for what is right', () =>
    fc.assert(
      fc.property(sample, ([wrong, checked]) => {
        const one = wilsonInterval(wrong, checked);
        const other = wilsonInterval(checked - wrong, checked);
        assert.ok(Math.abs(one.low - (1 - other.high)) < 1e-12 && Math.abs(one.high - (1 - other.low)) < 1e-12);
      }),
    ));

  it('is narrower for a larger sample with the same share', () =>
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 10 }), ([wrong, checked], times) => {
        const one = wilsonInterval(wrong, checked);
        const larger = wilsonInterval(wrong * times, checked * times);
        assert.ok(larger.high - larger.low < one.high - one.low);
      }),
    ));

  it('ends where the share would be just so far off the sample (the test it inverts)', () =>
    fc.assert(
      fc.property(sample, ([wrong, checked]) => {
        const share = wrong / checked;
        for (const limit of Object.values(wilsonInterval(wrong, checked))) {
          if (limit === 0 || limit === 1) continue;
          const deviations = Math.abs(share - limit) / Math.sqrt((limit * (1 - limit)) / checked);
          assert.ok(Math.abs(deviations - 1.95996) < 1e-3, `${deviations} deviations`);
        }
      }),
    ));
});
