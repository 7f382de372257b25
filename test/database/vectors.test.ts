import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.ts';
import { fromVectorBytes, toVectorBytes, toVectorText } from '../../src/database/vectors.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** The numbers in pgvector's text form. */
function fromVectorText(text: string): Float32Array {
  return Float32Array.from(JSON.parse(text) as number[]);
}

let opened: TestDatabase;
let database: Database;

before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  await database.query('CREATE TABLE vectors_here (v VECTOR, b BYTEA)');
});

after(() => opened?.close());

/** Any vector that PostgreSQL takes: finite numbers, at least one, with the smallest and largest among them. */
const vector = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 })
  // Text has no negative zero, nor does any comparison of vectors.
  .map((numbers) => Float32Array.from(numbers, (number) => number + 0));

test('a vector comes back from its text to the last bit', () => {
  fc.assert(fc.property(vector, (v) => assert.deepEqual(fromVectorText(toVectorText(v)), v)));
});

test('a vector comes back from its bytes to the last bit, wherever the bytes lie in memory', () => {
  fc.assert(
    fc.property(vector, fc.nat(7), (v, offset) => {
      const bytes = toVectorBytes(v);
      assert.equal(bytes.length, v.length * 4);
      const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset);
      assert.deepEqual(fromVectorBytes(shifted), v);
    }),
  );
});

test('a part of a larger array gives the bytes of the part only', () => {
  const row = new Float32Array([1, 2, 3, 4, 5]).subarray(1, 3);
  assert.deepEqual(fromVectorBytes(toVectorBytes(row)), new Float32Array([2, 3]));
});

test('bytes are 4 a number, little endian', () => {
  assert.deepEqual(toVectorBytes(new Float32Array([1, -2])), Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
});

test('text is what pgvector reads', () => assert.equal(toVectorText(new Float32Array([0.5, -1, 0])), '[0.5,-1,0]'));

test('what was read is a copy: changing it does not change the bytes', () => {
  const bytes = toVectorBytes(new Float32Array([1, 2]));
  fromVectorBytes(bytes)[0] = 9;
  assert.deepEqual(fromVectorBytes(bytes), new Float32Array([1, 2]));
});

test('a vector comes back from the database to the last bit, as vector and as bytea', async () => {
  await fc.assert(
    fc.asyncProperty(vector, async (v) => {
      const [row] = await database.query<{ v: string; b: Buffer }>(
        'INSERT INTO vectors_here VALUES ($1, $2) RETURNING v::text AS v, b',
        [toVectorText(v), toVectorBytes(v)],
      );
      assert.deepEqual(fromVectorText(row!.v), v);
      assert.deepEqual(fromVectorBytes(row!.b), v);
    }),
    { numRuns: 200 },
  );
});

test('a vector of 384 numbers fits the columns of the schema', async () => {
  const v = Float32Array.from({ length: 384 }, (_, i) => Math.sin(i) / 14);
  await database.query("INSERT INTO query_clusters (cluster_id, query_text, embedding) VALUES (1, 'x', $1)", [
    toVectorText(v),
  ]);
  const [row] = await database.query<{ embedding: string }>('SELECT embedding FROM query_clusters');
  assert.deepEqual(fromVectorText(row!.embedding), v);
});

for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
  test(`a vector with ${wrong} in it is refused by the database, not stored`, async () => {
    await assert.rejects(
      database.query('INSERT INTO vectors_here (v) VALUES ($1)', [toVectorText(new Float32Array([1, wrong]))]),
      { code: /^22/ },
    );
  });
}
