import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

const gone = new GoldsmithError('cancelled', 'The client hung up.');
const skipOnEmbedded = process.env.GOLDSMITH_TEST_DATABASE_URL ? false : 'one backend cannot be stopped from another';

/** The statements that the server is working on, this one left out. */
async function running(what: string): Promise<number> {
  const [{ n }] = await opened.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE state = 'active' AND datname = current_database() AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()`,
    [what],
  );
  return n;
}

test('a read that nobody waits for any more is stopped on the server', { skip: skipOnEmbedded }, async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const reading = opened.database.query("SELECT pg_sleep(60), 'given up'", [], { signal });
  await waitFor(async () => (await running("'given up'")) === 1, 'the read is going on');
  controller.abort(gone);
  await assert.rejects(reading, gone);
  await waitFor(async () => (await running("'given up'")) === 0, 'the read is stopped');
});

test('what the connections are asked next is not stopped', { skip: skipOnEmbedded }, async () => {
  for (let i = 0; i < 20; i++) {
    const controller = new AbortController();
    const reading = opened.database.query('SELECT pg_sleep(60)', [], { signal: controller.signal });
    setTimeout(() => controller.abort(gone), i);
    await assert.rejects(reading, gone);
    const ten = Array.from({ length: 10 }, (_, n) => opened.database.query('SELECT $1::int AS n, pg_sleep(0.01)', [n]));
    assert.deepEqual(
      (await Promise.all(ten)).map(([{ n }]) => n),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  }
});

test('a write is left to its end', { skip: skipOnEmbedded }, async () => {
  await opened.database.query('CREATE TABLE written (n INT)');
  const controller = new AbortController();
  const { signal } = controller;
  const writing = opened.database.query("INSERT INTO written SELECT 1 FROM pg_sleep(1) -- 'left'", [], { signal });
  await waitFor(async () => (await running("-- 'left'")) === 1, 'the write is going on');
  controller.abort(gone);
  await assert.rejects(writing, gone);
  await waitFor(async () => (await opened.database.query('SELECT n FROM written')).length === 1, 'it is written');
});

test('a read that waits for its turn is never begun once it is given up', async () => {
  await opened.database.query('CREATE SEQUENCE begun');
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  // More than there are connections, on a server and embedded.
  const busy = Array.from({ length: 12 }, () => opened.database.transaction(() => held));
  const controller = new AbortController();
  const reading = opened.database.query("SELECT nextval('begun')", [], { signal: controller.signal });
  controller.abort(gone);
  await assert.rejects(reading, gone);
  letGo();
  await Promise.all(busy);
  assert.deepEqual(await opened.database.query('SELECT is_called FROM begun'), [{ is_called: false }]);
});
