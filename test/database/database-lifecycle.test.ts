import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { DatabaseProcess } from '../support/database-process.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };

/** Two processes on one database. The first runs the server, and holds a transaction open to make every query wait. */
async function twoProcesses(t: TestContext): Promise<{ holder: DatabaseProcess; asker: DatabaseProcess }> {
  const folder = await freshDataFolder();
  const [holder, asker] = [
    new DatabaseProcess({ dataFolder: folder.path }),
    new DatabaseProcess({ dataFolder: folder.path }),
  ];
  t.after(async () => {
    await Promise.all([asker.kill(), holder.kill()]);
    await folder.remove();
  });
  await holder.query('SELECT 1');
  return { holder, asker };
}

/** Whether a process closes its database and ends. The limit is there because one that waits for ever cannot be told from it. */
const ends = (process: DatabaseProcess) =>
  Promise.race([process.close().then((code) => code === 0), delay(10_000, false, { ref: false })]);

test('an aborted signal starts nothing', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const database = openDatabase({ dataFolder: folder.path }, log);
  t.after(() => database.close());
  const reason = new Error('the asker has left');
  const insert = database.query("INSERT INTO conversations (messages) VALUES ('[]')", [], {
    signal: AbortSignal.abort(reason),
  });
  await assert.rejects(insert, (error) => error === reason);
  assert.deepEqual(await database.query('SELECT * FROM conversations'), []);
});

test('queries that were given up while they waited cost no connection', guard, async (t) => {
  const { holder, asker } = await twoProcesses(t);
  await asker.query('SELECT 1');
  await holder.begin();
  await holder.query('SELECT 1');
  // More than there are connections: some wait for their result, some for a connection.
  const givenUp = Array.from({ length: 12 }, () => asker.query('SELECT 1', [], 300));
  for (const query of givenUp) await assert.rejects(query, { name: 'TimeoutError' });
  await holder.commit();
  assert.deepEqual(await asker.query('SELECT 1 AS one'), [{ one: 1 }]);
  assert.ok(await ends(asker), 'close() waits for a connection that nobody will give back');
});

test('a query that was given up while the embedded server was being reached costs no connection', guard, async (t) => {
  const { asker } = await twoProcesses(t);
  await assert.rejects(asker.query('SELECT 1', [], 1), { name: 'TimeoutError' });
  assert.deepEqual(await asker.query('SELECT 1 AS one'), [{ one: 1 }]);
  assert.ok(await ends(asker), 'close() waits for a connection that nobody will give back');
});

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
