import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { DatabaseProcess } from '../support/database-process.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };

/** A database of this process on the server of another, which can hold a transaction open and so make every query wait. */
async function beside(t: TestContext): Promise<{ database: Database; other: DatabaseProcess }> {
  const folder = await freshDataFolder();
  const other = new DatabaseProcess({ dataFolder: folder.path });
  await other.query('SELECT 1');
  const database = openDatabase({ dataFolder: folder.path }, log);
  t.after(async () => {
    // In this order whatever the test left waiting comes to an end.
    await other.kill();
    await Promise.race([database.close(), delay(5_000, undefined, { ref: false })]);
    await folder.remove();
  });
  await database.query('SELECT 1');
  return { database, other };
}

test('an aborted signal starts nothing', guard, async (t) => {
  const { database } = await beside(t);
  const reason = new Error('the asker has left');
  const insert = database.query("INSERT INTO conversations (user_id, messages) VALUES ('x', '[]')", [], {
    signal: AbortSignal.abort(reason),
  });
  await assert.rejects(insert, (error) => error === reason);
  assert.deepEqual(await database.query('SELECT * FROM conversations'), []);
});

test('an abort stops waiting for a result, and the connection is not lost', guard, async (t) => {
  const { database, other } = await beside(t);
  await other.begin();
  await other.query('SELECT 1');
  const reason = new Error('the asker has left');
  for (let i = 0; i < 3; i++) {
    const stop = new AbortController();
    const query = database.query('SELECT $1::int AS n', [i], { signal: stop.signal });
    await delay(50);
    stop.abort(reason);
    await assert.rejects(query, (error) => error === reason);
  }
  await other.commit();
  assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('a database closes although queries were given up while they waited for a connection', guard, async (t) => {
  const { database, other } = await beside(t);
  await other.begin();
  await other.query('SELECT 1');
  // Once all connections have a query that waits for the transaction, the next queries wait for a connection.
  const working = Array.from({ length: 5 }, () => database.query('SELECT 1 AS one'));
  await delay(200);
  const stop = new AbortController();
  const givenUp = Array.from({ length: 5 }, () =>
    database.query('SELECT 2', [], { signal: stop.signal }).catch(() => 'given up'),
  );
  await delay(200);
  stop.abort();
  assert.deepEqual(await Promise.all(givenUp), Array(5).fill('given up'));
  await other.commit();
  await Promise.all(working);
  assert.deepEqual(
    await database.query('SELECT 3 AS three'),
    [{ three: 3 }],
    'no connection is left for the next query',
  );
  const closed = await Promise.race([database.close().then(() => true), delay(5_000, false, { ref: false })]);
  assert.ok(closed, 'close() waits for a connection that nobody will give back');
});

test(
  'a query given up while the embedded server was starting leaves a database that works and closes',
  guard,
  async (t) => {
    const folder = await freshDataFolder();
    const database = openDatabase({ dataFolder: folder.path }, log);
    t.after(() => folder.remove());
    const signal = AbortSignal.timeout(10);
    await assert.rejects(database.query('SELECT 1', [], { signal }), { name: 'TimeoutError' });
    assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
    const closed = await Promise.race([database.close().then(() => true), delay(5_000, false, { ref: false })]);
    assert.ok(closed, 'close() waits for a connection that nobody will give back');
  },
);

test('closing twice, or before the first query, is fine', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const unused = openDatabase({ dataFolder: folder.path }, log);
  await unused.close();
  const used = openDatabase({ dataFolder: folder.path }, log);
  await used.query('SELECT 1');
  await Promise.all([used.close(), used.close()]);
  await used.close();
});

test('a closed database says so and does not come back', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const database = openDatabase({ dataFolder: folder.path }, log);
  await database.query('SELECT 1');
  await database.close();
  const told = (error: unknown) =>
    error instanceof GoldsmithError && error.code === 'database-unavailable' && !error.retryable;
  await assert.rejects(database.query('SELECT 1'), told);
  await assert.rejects(
    database.transaction(async () => undefined),
    told,
  );
});

test('a database that is closed while its server starts has let go of the folder', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const hasty = openDatabase({ dataFolder: folder.path }, log);
  const query = hasty.query('SELECT 1').catch((error) => error);
  await hasty.close();
  await query;
  const next = openDatabase({ dataFolder: folder.path }, log);
  t.after(() => next.close());
  assert.deepEqual(await next.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('work under way when the database is closed is finished', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const database = openDatabase({ dataFolder: folder.path }, log);
  await database.query('SELECT 1');
  const work = database.transaction(async (tx) => {
    await tx.query("INSERT INTO conversations (user_id, messages) VALUES ('a', '[]')");
    await delay(100);
    await tx.query("INSERT INTO conversations (user_id, messages) VALUES ('b', '[]')");
  });
  await delay(50);
  await database.close();
  await work;
  const next = openDatabase({ dataFolder: folder.path }, log);
  t.after(() => next.close());
  assert.deepEqual(await next.query('SELECT user_id FROM conversations ORDER BY id'), [
    { user_id: 'a' },
    { user_id: 'b' },
  ]);
});
