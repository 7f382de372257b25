import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsTooManyValues, MOST_VALUES } from '../../src/http/refuse-many-values.ts';

/** Values of a JSON value; one that is an empty list or object counts twice. */
function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const inner = Object.values(value);
  return inner.length === 0 ? 2 : inner.reduce((sum: number, one) => sum + countOf(one), 1);
}

/** A list of a value and as many numbers as make it hold so many values. */
const filledTo = (count: number, value: unknown) => {
  const list = [value, ...new Array(count - 1 - countOf(value)).fill(1)];
  // Short texts are not counted: blanks make it long.
  return Buffer.from(JSON.stringify(list, undefined, 4));
};

test('a text of as many values as may be is read, and of one more is not, whatever stands in its strings', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4, stringUnit: fc.constantFrom('"', '\\', ',', '[', '{', 'a', 'é') }), (json) => {
      const value = JSON.parse(json);
      assert.equal(holdsTooManyValues(filledTo(MOST_VALUES, value)), false);
      assert.equal(holdsTooManyValues(filledTo(MOST_VALUES + 1, value)), true);
    }),
    { numRuns: 200 },
  );
});

test('a megabyte of text is one value', () => {
  for (const part of ['a', ',', '[', '\\"', '\\\\', '\u6f22'])
    assert.equal(holdsTooManyValues(Buffer.from(JSON.stringify(part.repeat(300_000)))), false);
});

test('what is no JSON comes to an end, too', () => {
  for (const text of ['['.repeat(1_000_000), '"'.repeat(1_000_001), `"${'\\'.repeat(1_000_001)}`, ''])
    assert.equal(typeof holdsTooManyValues(Buffer.from(text)), 'boolean');
});
