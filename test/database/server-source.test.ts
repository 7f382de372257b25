import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { DatabaseProcess } from '../support/database-process.ts';
import { psql, withoutPsql } from '../support/psql.ts';
import { SECRET_PASSWORD, StoppableServer } from '../support/stoppable-server.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };
const nowhere = join(tmpdir(), 'goldsmith-test-nowhere');

let server: StoppableServer;
let database: Database;

before(async () => {
  server = await StoppableServer.start();
  database = open(server.url);
});

after(async () => {
  await database?.close();
  await server?.remove();
});

function open(databaseUrl: string): Database {
  return openDatabase({ databaseUrl, dataFolder: nowhere }, log);
}

/** An error that says the database is away for now, and betrays no password, however it is printed. */
function away(error: unknown): boolean {
  assert.ok(error instanceof GoldsmithError, String(error));
  assert.equal(error.code, 'database-unavailable', error.message);
  assert.equal(error.retryable, true);
  assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes(SECRET_PASSWORD), 'the password is in the error');
  return true;
}

test('a server is used by its URL, in one way with the embedded database', guard, async () => {
  const { applied, already } = await migrate(database);
  assert.deepEqual([applied, already[0]], [[], '001_golden_answers_schema.sql']);
  await database.transaction(async (tx) => {
    await tx.query("INSERT INTO conversations (user_id, messages) VALUES ($1, '[]')", ['a']);
  });
  assert.deepEqual(await database.query('SELECT user_id FROM conversations'), [{ user_id: 'a' }]);
  assert.equal(database.capabilities.singleConnection, false);
});

test('the folder of a socket may stand in the URL as host=', guard, async (t) => {
  const other = open(`postgresql:///postgres?host=${encodeURIComponent(server.folder)}&user=postgres`);
  t.after(() => other.close());
  assert.deepEqual(await other.query('SELECT 1 AS one'), [{ one: 1 }]);
});

for (const [where, url] of [
  ['before the host', `postgres://anna:${SECRET_PASSWORD}@db.example:5433/goldsmith`],
  ['as a parameter', `postgres://anna@db.example:5433/goldsmith?password=${SECRET_PASSWORD}`],
  [
    'as a parameter beside others',
    `postgres://db.example/goldsmith?user=anna&password=${SECRET_PASSWORD}&sslmode=require`,
  ],
] as const) {
  test(`describe() leaves out a password that stands ${where}, and nothing that psql needs`, () => {
    const description = open(url).describe();
    assert.ok(!description.includes(SECRET_PASSWORD), description);
    for (const needed of ['anna', 'db.example', 'goldsmith']) assert.ok(description.includes(needed), description);
  });
}

test('psql connects with what describe() says', { ...guard, skip: withoutPsql }, () => {
  assert.equal(psql(database.describe(), 'SELECT 40 + 2'), '42');
});

for (const [what, url] of [
  ['a port where nothing listens', `postgres://postgres:${SECRET_PASSWORD}@127.0.0.1:1/postgres`],
  ['a host that has no address', `postgres://postgres:${SECRET_PASSWORD}@nowhere.invalid/postgres`],
  ['a socket that is not there', `postgres://postgres:${SECRET_PASSWORD}@${encodeURIComponent(nowhere)}/postgres`],
] as const) {
  test(`${what} is told as a database that is away`, guard, async (t) => {
    const other = open(url);
    t.after(() => other.close());
    await assert.rejects(other.query('SELECT 1'), away);
    await assert.rejects(
      other.transaction(async () => undefined),
      away,
    );
  });
}

test('a server that goes away is told as such, and used again when it is back', guard, async () => {
  await database.query('SELECT 1');
  await server.stop();
  for (let i = 0; i < 3; i++) await assert.rejects(database.query('SELECT $1::int', [i]), away);
  await server.start();
  assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
  assert.deepEqual(await database.query('SELECT user_id FROM conversations'), [{ user_id: 'a' }]);
});

test('a server that was restarted between two queries is not noticed', guard, async () => {
  await Promise.all(Array.from({ length: 8 }, () => database.query('SELECT 1')));
  await server.stop();
  await server.start();
  const rows = await Promise.all(Array.from({ length: 20 }, (_, i) => database.query('SELECT $1::int AS n', [i])));
  assert.deepEqual(
    rows,
    Array.from({ length: 20 }, (_, i) => [{ n: i }]),
  );
});

test('a query under way when the server goes away fails as one that may be tried again', guard, async () => {
  const query = database.query('SELECT count(*) FROM generate_series(1, 100000000)');
  const told = assert.rejects(query, away);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await server.stop();
  await told;
  await server.start();
  assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test(
  'a process inside a transaction survives that the server goes away, and works on when it is back',
  guard,
  async (t) => {
    const other = new DatabaseProcess({ databaseUrl: server.url, dataFolder: server.folder });
    t.after(() => other.kill());
    await other.begin();
    await other.query("INSERT INTO conversations (user_id, messages) VALUES ('cut off', '[]')");
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.start();
    await assert.rejects(other.commit(), { code: 'database-unavailable', retryable: true });
    assert.deepEqual(await other.query("SELECT * FROM conversations WHERE user_id = 'cut off'"), []);
  },
);
