import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { DatabaseProcess } from '../support/database-process.ts';
import { migrationFolder } from '../support/migration-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const SHIPPED = new URL('../../db/migrations/', import.meta.url);
const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.sql'));
const guard = { timeout: 60_000 };

let opened: TestDatabase;
let database: Database;

before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});

after(() => opened?.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The tables whose names begin so. */
const tables = async (prefix: string) =>
  (
    await database.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND starts_with(tablename, $1) ORDER BY 1",
      [prefix],
    )
  ).map((row) => row.name);

/** Which of the files whose names begin so are recorded, in the order in which they were run. */
const recorded = async (prefix: string) =>
  (
    await database.query<{ name: string }>(
      'SELECT name FROM _migrations WHERE starts_with(name, $1) ORDER BY executed_at, name',
      [prefix],
    )
  ).map((row) => row.name);

test('the shipped files were run in order and recorded, each with the hash of its text', async () => {
  const rows = await database.query<{ name: string; checksum: string; executed_at: Date }>(
    'SELECT * FROM _migrations ORDER BY executed_at',
  );
  assert.deepEqual(
    rows.map(({ name, checksum }) => ({ name, checksum })),
    names.sort().map((name) => ({ name, checksum: sha256(readFileSync(new URL(name, SHIPPED), 'utf8')) })),
  );
  for (const { executed_at } of rows) assert.ok(executed_at instanceof Date);
});

test('a database that is up to date is left as it is', async () => {
  const before = await database.query('SELECT * FROM _migrations ORDER BY name');
  assert.deepEqual(await migrate(database), { applied: [], already: names });
  assert.deepEqual(await migrate(database), { applied: [], already: names });
  assert.deepEqual(await database.query('SELECT * FROM _migrations ORDER BY name'), before);
  assert.deepEqual(await database.query('SELECT count(*)::int AS rows FROM cultural_knowledge'), [{ rows: 20 }]);
});

test('files are run in the order of their names, and only those that end in .sql', async (t) => {
  const folder = await migrationFolder(t, {
    'order_010_c.sql': 'ALTER TABLE order_b RENAME TO order_c;',
    'order_002_b.sql': 'ALTER TABLE order_a RENAME TO order_b;',
    'order_001_a.sql': 'CREATE TABLE order_a (n INT); INSERT INTO order_a VALUES (1);\n\n-- nothing after this',
    'order_000_readme.md': 'This is not SQL.',
    'order_000.sql.bak': 'Nor is this.',
  });
  assert.deepEqual(await migrate(database, folder), {
    applied: ['order_001_a.sql', 'order_002_b.sql', 'order_010_c.sql'],
    already: [],
  });
  assert.deepEqual(await tables('order_'), ['order_c']);
  assert.deepEqual(await database.query('SELECT * FROM order_c'), [{ n: 1 }]);
});

test('a file that was added later is run alone', async (t) => {
  const folder = await migrationFolder(t, { 'later_001.sql': 'CREATE TABLE later_a ()' });
  await migrate(database, folder);
  await writeFile(new URL('later_002.sql', folder), 'CREATE TABLE later_b ()');
  assert.deepEqual(await migrate(database, folder), { applied: ['later_002.sql'], already: ['later_001.sql'] });
  assert.deepEqual(await tables('later_'), ['later_a', 'later_b']);
});

test('functions with semicolons, comments, and a file with nothing but comments are run as they stand', async (t) => {
  const folder = await migrationFolder(t, {
    'odd_001.sql':
      "CREATE FUNCTION odd_one() RETURNS TEXT AS $$ BEGIN RETURN 'a;b'; END; $$ LANGUAGE plpgsql; -- done; really\n/* ; */",
    'odd_002.sql': '-- nothing yet\n',
    'odd_003.sql': '',
  });
  assert.deepEqual((await migrate(database, folder)).applied, ['odd_001.sql', 'odd_002.sql', 'odd_003.sql']);
  assert.deepEqual(await database.query('SELECT odd_one() AS one'), [{ one: 'a;b' }]);
});

test('a failing file is named, leaves nothing of its own, and keeps what ran before it', async (t) => {
  const folder = await migrationFolder(t, {
    'bad_001.sql': 'CREATE TABLE bad_before (n INT);',
    'bad_002.sql':
      'CREATE TABLE bad_half (n INT); INSERT INTO bad_before VALUES (1); INSERT INTO bad_nowhere VALUES (1);',
    'bad_003.sql': 'CREATE TABLE bad_after (n INT);',
  });
  await assert.rejects(migrate(database, folder), (error) => {
    assert.ok(error instanceof GoldsmithError);
    assert.equal(error.code, 'migration-failed');
    assert.equal(error.retryable, false);
    assert.match(error.message, /bad_002\.sql.*bad_nowhere/);
    return true;
  });
  assert.deepEqual(await tables('bad_'), ['bad_before']);
  assert.deepEqual(await database.query('SELECT * FROM bad_before'), []);
  assert.deepEqual(await recorded('bad_'), ['bad_001.sql']);

  await writeFile(new URL('bad_002.sql', folder), 'CREATE TABLE bad_mended (n INT);');
  assert.deepEqual(await migrate(database, folder), {
    applied: ['bad_002.sql', 'bad_003.sql'],
    already: ['bad_001.sql'],
  });
  assert.deepEqual(await tables('bad_'), ['bad_after', 'bad_before', 'bad_mended']);
});

test('an extension that the server lacks is named', async (t) => {
  const folder = await migrationFolder(t, { 'lack_001.sql': 'CREATE EXTENSION postgis' });
  await assert.rejects(migrate(database, folder), { code: 'migration-failed', message: /lack_001\.sql.*postgis/ });
});

test('a folder that is not there is an error, not an empty success', async () => {
  await assert.rejects(migrate(database, new URL('file:///nowhere/at/all/')));
});

test('two migrations at once in one process run each file once', guard, async (t) => {
  const folder = await migrationFolder(t, {
    'twice_001.sql': 'CREATE TABLE twice_a ()',
    'twice_002.sql': 'CREATE TABLE twice_b ()',
  });
  const reports = await Promise.all([migrate(database, folder), migrate(database, folder), migrate(database, folder)]);
  assert.deepEqual(reports.flatMap((report) => report.applied).sort(), ['twice_001.sql', 'twice_002.sql']);
  for (const { applied, already } of reports)
    assert.deepEqual([...applied, ...already].sort(), ['twice_001.sql', 'twice_002.sql']);
});

test('processes that start together on an empty data folder run each file once', guard, async (t) => {
  const folder = await freshDataFolder('empty');
  const processes = [1, 2, 3].map(() => new DatabaseProcess({ dataFolder: folder.path }));
  t.after(async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await folder.remove();
  });
  const reports = await Promise.all(processes.map((process) => process.migrate()));
  assert.deepEqual(reports.flatMap((report) => report.applied).sort(), names);
  for (const { applied, already } of reports) assert.deepEqual([...applied, ...already].sort(), names);
  const [count] = await processes[0]!.query(
    'SELECT count(*)::int AS files, (SELECT count(*)::int FROM cultural_knowledge) AS chunks FROM _migrations',
  );
  assert.deepEqual(count, { files: names.length, chunks: 20 });
});

test('a migration that is killed half-way is run whole by the next', guard, async (t) => {
  const folder = await freshDataFolder();
  const slow = await migrationFolder(t, {
    'slow_001.sql':
      'CREATE TABLE slow_a (); SELECT count(*) FROM generate_series(1, 300000000); CREATE TABLE slow_b ()',
  });
  const killed = new DatabaseProcess({ dataFolder: folder.path });
  t.after(async () => {
    await killed.kill();
    await folder.remove();
  });
  await killed.query('SELECT 1');
  killed.migrate(slow).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await killed.kill();

  const next = openDatabase({ dataFolder: folder.path }, createLog('silent'));
  t.after(() => next.close());
  assert.deepEqual(await next.query("SELECT 1 FROM pg_tables WHERE starts_with(tablename, 'slow_')"), []);
  await writeFile(new URL('slow_001.sql', slow), 'CREATE TABLE slow_a (); CREATE TABLE slow_b ()');
  assert.deepEqual(await migrate(next, slow), { applied: ['slow_001.sql'], already: [] });
});

test('a database that is away is told as away, not as a failed migration', guard, async (t) => {
  const away = openDatabase(
    { databaseUrl: 'postgres://postgres@127.0.0.1:1/postgres', dataFolder: '/nowhere' },
    createLog('silent'),
  );
  t.after(() => away.close());
  await assert.rejects(migrate(away), { code: 'database-unavailable', retryable: true });
});
