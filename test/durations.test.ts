import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Durations } from '../src/durations.ts';

test('a duration counts for its bound and for every longer one', () => {
  const durations = new Durations();
  for (const milliseconds of [0, 0.1, 0.1001, 70_000]) durations.add(milliseconds);
  const counts = durations.upToBounds;
  assert.deepEqual(counts.slice(0, 3), [2, 3, 3]);
  assert.deepEqual(counts.slice(-2), [3, 4], 'the longest is only among all');
  assert.ok(Math.abs(durations.seconds - 70.0002001) < 1e-9);
});

test('the counts are those of a look at each duration', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100_000, noNaN: true })), (all) => {
      const durations = new Durations();
      for (const milliseconds of all) durations.add(milliseconds);
      const upTo = Durations.bounds.map((bound) => all.filter((milliseconds) => milliseconds / 1000 <= bound).length);
      assert.deepEqual(durations.upToBounds, [...upTo, all.length]);
    }),
  );
});
