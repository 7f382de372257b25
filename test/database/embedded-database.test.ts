import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { type DataFolder, freshDataFolder } from '../support/data-folder.ts';
import { psql, withoutPsql } from '../support/psql.ts';

const log = createLog('silent');
let folder: DataFolder;
let database: Database;

before(async () => {
  folder = await freshDataFolder();
  database = openDatabase({ dataFolder: folder.path }, log);
  await database.query('CREATE TABLE notes (id SERIAL PRIMARY KEY, text TEXT UNIQUE)');
});

after(async () => {
  await database?.close();
  await folder?.remove();
});

const notes = async (prefix: string) =>
  (await database.query<{ text: string }>('SELECT text FROM notes WHERE text LIKE $1 ORDER BY id', [`${prefix}%`])).map(
    (row) => row.text,
  );

test('a statement gives its rows, with or without values', async () => {
  assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
  assert.deepEqual(await database.query('SELECT $1::text AS a, $2::int + 1 AS b', ['x', 41]), [{ a: 'x', b: 42 }]);
  assert.deepEqual(await database.query('SELECT 1 WHERE false'), []);
  assert.deepEqual(await database.query("UPDATE notes SET text = text WHERE text = 'nobody'"), []);
});

test('values of every kind come back as they went in', async () => {
  const when = new Date('2026-10-16T03:00:00.123Z');
  const values = [
    null,
    true,
    'é 日本 🌴 \' " \\ ; --',
    when,
    JSON.stringify({ a: [1, { b: 'c' }] }),
    ['x', 'y,z', '"'],
    Buffer.from([0, 1, 255]),
  ];
  const [row] = await database.query(
    'SELECT $1::text AS n, $2::boolean AS b, $3::text AS t, $4::timestamptz AS w, $5::jsonb AS j, $6::text[] AS a, $7::bytea AS y',
    values,
  );
  assert.deepEqual(row, {
    n: null,
    b: true,
    t: values[2],
    w: when,
    j: { a: [1, { b: 'c' }] },
    a: ['x', 'y,z', '"'],
    y: Buffer.from([0, 1, 255]),
  });
});

test('a value of ten million characters goes in and comes out', async () => {
  const text = 'golden answer '.repeat(750_000).slice(0, 10_000_000);
  const [row] = await database.query<{ text: string }>('SELECT $1::text AS text', [text]);
  assert.ok(row!.text === text, 'the text came back changed');
});

test('a transaction is kept when its work resolves, with its result', async () => {
  const result = await database.transaction(async (tx) => {
    await tx.query("INSERT INTO notes (text) VALUES ('kept 1')");
    await tx.query('INSERT INTO notes (text) VALUES ($1)', ['kept 2']);
    return 'result';
  });
  assert.equal(result, 'result');
  assert.deepEqual(await notes('kept'), ['kept 1', 'kept 2']);
});

test('a transaction is undone when its work throws, and the error is the one that was thrown', async () => {
  const thrown = new Error('changed my mind');
  const work = database.transaction(async (tx) => {
    await tx.query("INSERT INTO notes (text) VALUES ('undone')");
    throw thrown;
  });
  await assert.rejects(work, (error) => error === thrown);
  assert.deepEqual(await notes('undone'), []);
});

test('a transaction is undone when a statement in it fails', async () => {
  const work = database.transaction(async (tx) => {
    await tx.query("INSERT INTO notes (text) VALUES ('half')");
    await tx.query("INSERT INTO notes (text) VALUES ('half')");
  });
  await assert.rejects(work, { code: '23505' });
  assert.deepEqual(await notes('half'), []);
});

test('a transaction that could not be kept is never reported as kept', async () => {
  const work = database.transaction(async (tx) => {
    await tx.query("INSERT INTO notes (text) VALUES ('swallowed')");
    await tx.query('SELECT 1 / 0').catch(() => 'PostgreSQL has given the transaction up, this work does not mind');
  });
  const kept = await work.then(
    () => true,
    () => false,
  );
  assert.equal((await notes('swallowed')).length > 0, kept, 'transaction() resolved, and the row is not there');
});

for (const [what, sql, values, code] of [
  ['with a typing error', 'SELEKT 1', [], '42601'],
  ['with a typing error and values', 'SELEKT $1', [1], '42601'],
  ['on a table that is not there', 'SELECT * FROM nowhere WHERE id = $1', [1], '42P01'],
  ['that divides by nothing', 'SELECT 1 / $1::int', [0], '22012'],
  ['with a value of the wrong type', 'SELECT $1::int', ['many'], '22P02'],
  ['with a NUL byte in a value', 'SELECT $1::text', ['a\0b'], '22021'],
  ['with a vector of another length', 'SELECT $1::vector(3)', ['[1,2]'], '22000'],
  ['with fewer values than it needs', 'SELECT $1::int + $2::int', [1], '08P01'],
] as const) {
  test(`a statement ${what} fails with the driver's error, and the next one works`, async () => {
    await assert.rejects(database.query(sql, [...values]), (error: Error & { code?: string }) => {
      assert.ok(!(error instanceof GoldsmithError), `reported as: ${error.message}`);
      assert.equal(error.code, code);
      return true;
    });
    assert.deepEqual(await database.query('SELECT $1::int AS n', [7]), [{ n: 7 }]);
  });
}

test('failing and working statements at once do not disturb each other', { timeout: 60_000 }, async () => {
  const jobs = Array.from({ length: 300 }, (_, i) => {
    if (i % 3 === 0) return database.query('SELECT 1 / $1::int AS n', [0]).catch((error) => error.code);
    if (i % 3 === 1) return database.query('SELECT $1::int + $2::int AS n', [i, 1]);
    return database.query("SELECT length($1) AS n, 'x' AS x", ['x'.repeat(i * 40)]);
  });
  const results = await Promise.all(jobs);
  const expected = jobs.map((_, i) => (i % 3 === 0 ? '22012' : i % 3 === 1 ? [{ n: i + 1 }] : [{ n: i * 40, x: 'x' }]));
  assert.deepEqual(results, expected);
});

test('twenty transactions at once each see only their own work', { timeout: 60_000 }, async () => {
  await database.query("INSERT INTO notes (id, text) VALUES (1000000, '0')");
  const once = () =>
    database.transaction(async (tx) => {
      const [row] = await tx.query<{ text: string }>('SELECT text FROM notes WHERE id = $1 FOR UPDATE', [1_000_000]);
      await tx.query('UPDATE notes SET text = $1 WHERE id = $2', [String(Number(row!.text) + 1), 1_000_000]);
    });
  await Promise.all(Array.from({ length: 20 }, once));
  assert.deepEqual(await database.query('SELECT text FROM notes WHERE id = $1', [1_000_000]), [{ text: '20' }]);
});

test('psql connects with what describe() says, sees the data, and an error of its does no harm', {
  skip: withoutPsql,
}, async () => {
  await database.query("INSERT INTO notes (text) VALUES ('for psql')");
  assert.equal(psql(database.describe(), "SELECT text FROM notes WHERE text = 'for psql'"), 'for psql');
  assert.throws(
    () => psql(database.describe(), 'BEGIN', 'INSERT INTO notes (text) VALUES (1 / 0)'),
    /division by zero/,
  );
  assert.equal(
    psql(database.describe(), 'BEGIN', "INSERT INTO notes (text) VALUES ('left open')").includes('INSERT'),
    true,
  );
  assert.deepEqual(await notes('left open'), []);
});

test('describe() names no password', () => assert.doesNotMatch(database.describe(), /pass/i));
