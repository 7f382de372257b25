import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FlatRow, packRows, unpackRows } from '../../src/database/packed-rows.ts';

test('packed rows come back as they were, without what is undefined or null', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const name = fc.oneof(fc.constantFrom('key', 'question', 'at'), fc.stringMatching(/^[a-z_]{1,8}$/));
  fc.assert(
    fc.property(fc.array(fc.dictionary(name, fc.option(value, { nil: undefined }))), (rows) => {
      const present = rows.map((row) => Object.entries(row).filter(([, is]) => is !== undefined && is !== null));
      const back = unpackRows(packRows(rows)).map((row) => Object.entries(row));
      const asJson = (all: [string, unknown][][]) =>
        all.map((one) => one.map(([k, is]) => `${k} ${JSON.stringify(is)}`));
      assert.deepEqual(
        asJson(back).map((row) => row.sort()),
        asJson(present).map((row) => row.sort()),
      );
    }),
  );
});

test('a column of which each row has its own value comes back, with what is missing or told twice', () => {
  const rows: FlatRow[] = Array.from({ length: 100 }, (_, i) => ({ key: i === 70 ? undefined : `key ${i % 90}`, i }));
  const back = unpackRows(packRows(rows));
  assert.deepEqual(back[70], { i: 70 });
  assert.deepEqual(back.toSpliced(70, 1), rows.toSpliced(70, 1));
});

test('what is the same in many rows is told once', () => {
  const rows: FlatRow[] = Array.from({ length: 1_000 }, (_, i) => ({
    at: i,
    answer: 'A limited stay permit. '.repeat(30),
  }));
  assert.ok(packRows(rows).length * 20 < JSON.stringify(rows).length);
});
