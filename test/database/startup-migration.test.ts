import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { StartupMigration } from '../../src/database/startup-migration.ts';
import { createLog } from '../../src/log.ts';
import { migrationFolder } from '../support/migration-folder.ts';
import { StoppableServer } from '../support/stoppable-server.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };
let server: StoppableServer;
let database: Database;

before(async () => {
  server = await StoppableServer.start();
  database = openDatabase({ databaseUrl: server.url, dataFolder: server.folder }, log);
});

after(async () => {
  await database?.close();
  await server?.remove();
});

/** Waits until the state is no longer `pending`; a test's own time limit ends a wait for ever. */
async function settled(migration: StartupMigration): Promise<void> {
  while (migration.current.state === 'pending') await delay(50);
}

test('it is pending before it starts and done when the files have run', guard, async () => {
  const migration = new StartupMigration(database, log);
  assert.deepEqual(migration.current, { state: 'pending' });
  await migration.start();
  assert.deepEqual(migration.current, { state: 'done' });
  migration.stop();
});

test('a failing file stops nothing: it is told with its name, and queries go on', guard, async (t) => {
  const folder = await migrationFolder(t, { 'fails_001.sql': 'CREATE TABLE fails_a ()', 'fails_002.sql': 'SELEKT' });
  const migration = new StartupMigration(database, log, folder);
  await migration.start();
  const { current } = migration;
  assert.equal(current.state, 'failed');
  assert.match(current.state === 'failed' ? current.reason : '', /fails_002\.sql/);
  assert.deepEqual(await database.query('SELECT count(*)::int AS n FROM fails_a'), [{ n: 0 }]);
});

test(
  'while the database is away it is pending, and when it comes the files are run without being asked',
  guard,
  async (t) => {
    const folder = await migrationFolder(t, { 'waits_001.sql': 'CREATE TABLE waits_a ()' });
    await server.stop();
    const migration = new StartupMigration(database, log, folder);
    t.after(() => migration.stop());
    await migration.start();
    assert.deepEqual(migration.current, { state: 'pending' });
    await server.start();
    await settled(migration);
    assert.deepEqual(migration.current, { state: 'done' });
    assert.deepEqual(await database.query('SELECT count(*)::int AS n FROM waits_a'), [{ n: 0 }]);
  },
);

test('a file that fails once the database has come is told too', guard, async (t) => {
  const folder = await migrationFolder(t, { 'comes_001.sql': 'SELEKT' });
  await server.stop();
  const migration = new StartupMigration(database, log, folder);
  t.after(() => migration.stop());
  await migration.start();
  await server.start();
  await settled(migration);
  assert.equal(migration.current.state, 'failed');
});

test('once stopped it does not try again, even when it is stopped in the middle of a try', guard, async (t) => {
  const folder = await migrationFolder(t, { 'stopped_001.sql': 'CREATE TABLE stopped_a ()' });
  await server.stop();
  const before = new StartupMigration(database, log, folder);
  await before.start();
  before.stop();
  const during = new StartupMigration(database, log, folder);
  const trying = during.start();
  during.stop();
  await trying;
  await server.start();
  // Twice as long as the pause between two tries.
  await delay(4_000);
  assert.deepEqual([before.current, during.current], [{ state: 'pending' }, { state: 'pending' }]);
  assert.deepEqual(await database.query("SELECT 1 FROM pg_tables WHERE tablename = 'stopped_a'"), []);
});
