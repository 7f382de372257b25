import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { runCommand } from '../support/run-command.ts';
import { SECRET_PASSWORD } from '../support/stoppable-server.ts';

const guard = { timeout: 60_000 };

/** Runs `goldsmith migrate` with these settings. */
const goldsmithMigrate = (env: Record<string, string>) => runCommand(['migrate', '--json'], { env });

test(
  'goldsmith migrate makes the data folder, with all above it, for this user only, and ends with 0, as when there is nothing to do',
  guard,
  async (t) => {
    const folder = await freshDataFolder('empty');
    t.after(() => folder.remove());
    const dataFolder = join(folder.path, 'a', 'b');
    const first = await goldsmithMigrate({ GOLDSMITH_DATA: dataFolder });
    assert.equal(first.code, 0, first.stderr);
    if (process.platform !== 'win32') assert.equal((await stat(dataFolder)).mode & 0o077, 0);
    assert.ok(JSON.parse(first.stdout).applied.includes('001_golden_answers_schema.sql'));
    const second = await goldsmithMigrate({ GOLDSMITH_DATA: dataFolder });
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(JSON.parse(second.stdout).applied, []);
  },
);

test('goldsmith migrate ends with 1 when a file fails, and names it', guard, async (t) => {
  const folder = await freshDataFolder();
  t.after(() => folder.remove());
  const database = openDatabase({ dataFolder: folder.path }, createLog('silent'));
  // As if the tables came from elsewhere.
  await database.query('DELETE FROM _migrations').finally(() => database.close());
  const { code, stdout, stderr } = await goldsmithMigrate({ GOLDSMITH_DATA: folder.path });
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /001_golden_answers_schema\.sql.*"golden_answers" already exists/);
  assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace tells an operator nothing');
});

test('goldsmith migrate ends with 1 when the database is away, and says so without its password', guard, async () => {
  const { code, stderr } = await goldsmithMigrate({
    DATABASE_URL: `postgres://anna:${SECRET_PASSWORD}@127.0.0.1:1/goldsmith`,
  });
  assert.equal(code, 1);
  assert.match(stderr, /database cannot be reached/);
  assert.ok(!stderr.includes(SECRET_PASSWORD), stderr);
});

test('goldsmith migrate ends with 1 when the data folder cannot be written, and says what to set', guard, async () => {
  const { code, stderr } = await goldsmithMigrate({ GOLDSMITH_DATA: `${import.meta.filename}/folder` });
  assert.equal(code, 1);
  assert.match(stderr, /GOLDSMITH_DATA/);
});
