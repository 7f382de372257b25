import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { SECRET_PASSWORD } from '../support/stoppable-server.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const guard = { timeout: 60_000 };

/** Runs `goldsmith migrate` with these settings. */
async function goldsmithMigrate(settings: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const { DATABASE_URL: _, ...env } = process.env;
  const command = spawn(process.execPath, [MAIN, 'migrate', '--json'], {
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], out, err] = await Promise.all([once(command, 'close'), text(command.stdout), text(command.stderr)]);
  return { code, out, err };
}

test(
  'goldsmith migrate ends with 0 when the files have run, and again when there is nothing to do',
  guard,
  async (t) => {
    const folder = await freshDataFolder('empty');
    t.after(() => folder.remove());
    const first = await goldsmithMigrate({ GOLDSMITH_DATA: folder.path });
    assert.equal(first.code, 0, first.err);
    assert.ok(JSON.parse(first.out).applied.includes('001_golden_answers_schema.sql'));
    const second = await goldsmithMigrate({ GOLDSMITH_DATA: folder.path });
    assert.equal(second.code, 0, second.err);
    assert.deepEqual(JSON.parse(second.out).applied, []);
  },
);

test('goldsmith migrate ends with 1 when a file fails, and names it', guard, async (t) => {
  const folder = await freshDataFolder('empty');
  t.after(() => folder.remove());
  const database = openDatabase({ dataFolder: folder.path }, createLog('silent'));
  await database.query('CREATE TABLE golden_answers (something_else TEXT)').finally(() => database.close());
  const { code, out, err } = await goldsmithMigrate({ GOLDSMITH_DATA: folder.path });
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(err, /001_golden_answers_schema\.sql.*"golden_answers" already exists/);
  assert.doesNotMatch(err, /\n\s+at /, 'a stack trace tells an operator nothing');
});

test('goldsmith migrate ends with 1 when the database is away, and says so without its password', guard, async () => {
  const { code, err } = await goldsmithMigrate({
    DATABASE_URL: `postgres://anna:${SECRET_PASSWORD}@127.0.0.1:1/goldsmith`,
  });
  assert.equal(code, 1);
  assert.match(err, /database cannot be reached/);
  assert.ok(!err.includes(SECRET_PASSWORD), err);
});

test('goldsmith migrate ends with 1 when the data folder cannot be written, and says what to set', guard, async () => {
  const { code, err } = await goldsmithMigrate({ GOLDSMITH_DATA: `${MAIN}/folder` });
  assert.equal(code, 1);
  assert.match(err, /GOLDSMITH_DATA/);
});
