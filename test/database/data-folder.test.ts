import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open-database.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { DatabaseProcess } from '../support/database-process.ts';
import { copyTemplate } from '../support/test-database.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };

async function parentFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function open(t: TestContext, dataFolder: string) {
  const database = openDatabase({ dataFolder }, log);
  t.after(() => database.close());
  return database;
}

/** The data folder's own error, which names the folder and both ways out. */
function refuses(folder: string) {
  return (error: unknown) => {
    assert.ok(error instanceof GoldsmithError, String(error));
    assert.equal(error.code, 'data-folder', error.message);
    assert.equal(error.retryable, false);
    for (const word of [folder, 'GOLDSMITH_DATA', 'DATABASE_URL'])
      assert.ok(error.message.includes(word), error.message);
    return true;
  };
}

test('the socket lies where no other user can enter', { ...guard, skip: process.platform === 'win32' }, async (t) => {
  const folder = await parentFolder(t);
  await copyTemplate(folder);
  const database = open(t, folder);
  await database.query('SELECT 1');
  const socketFolder = database.describe().match(/-h (\S+)/)![1]!;
  assert.equal((await stat(socketFolder)).mode & 0o077, 0);
  await database.close();
  await assert.rejects(stat(socketFolder), { code: 'ENOENT' });
});

test('a data folder with a long path, spaces and quotes works', guard, async (t) => {
  const folder = join(await parentFolder(t), "it's a folder", 'deep'.repeat(40), 'é日本');
  await mkdir(folder, { recursive: true });
  await copyTemplate(folder);
  assert.deepEqual(await open(t, folder).query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('a data folder below a file is refused', guard, async (t) => {
  const file = join(await parentFolder(t), 'file');
  await writeFile(file, '');
  await assert.rejects(open(t, join(file, 'folder')).query('SELECT 1'), refuses(join(file, 'folder')));
});

test('a data folder that is a file is refused', guard, async (t) => {
  const file = join(await parentFolder(t), 'file');
  await writeFile(file, '');
  await assert.rejects(open(t, file).query('SELECT 1'), refuses(file));
});

for (const folder of ['/proc', '/proc/goldsmith']) {
  test(`${folder}, where nothing can be written, is refused`, {
    ...guard,
    skip: process.platform !== 'linux',
  }, async (t) => {
    // In a process of its own, so that one that never answers can be ended.
    const other = new DatabaseProcess({ dataFolder: folder });
    t.after(() => other.kill());
    const answer = await Promise.race([
      other.query('SELECT 1').catch((error) => ({ code: error.code, retryable: error.retryable })),
      delay(15_000, 'never answers', { ref: false }),
    ]);
    assert.deepEqual(answer, { code: 'data-folder', retryable: false });
  });
}

test('a data folder without the right to write is refused', {
  ...guard,
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, async (t) => {
  const folder = await parentFolder(t);
  await chmod(folder, 0o500);
  t.after(() => chmod(folder, 0o700));
  await assert.rejects(open(t, folder).query('SELECT 1'), refuses(folder));
});

test('once what was in the way is gone, the same database works', guard, async (t) => {
  const file = join(await parentFolder(t), 'file');
  await writeFile(file, '');
  const folder = join(file, 'folder');
  const database = open(t, folder);
  await assert.rejects(database.query('SELECT 1'), refuses(folder));
  await rm(dirname(folder));
  await mkdir(folder, { recursive: true });
  await copyTemplate(folder);
  assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }]);
});

test('data that cannot be read are told as such and left as they are', guard, async (t) => {
  const folder = await parentFolder(t);
  await copyTemplate(folder);
  const control = join(folder, 'postgres', 'global', 'pg_control');
  await writeFile(control, 'not a control file');
  const told = (error: unknown) => {
    assert.ok(error instanceof GoldsmithError, String(error));
    assert.equal(error.code, 'database-unavailable');
    assert.ok(error.message.includes(folder), error.message);
    return true;
  };
  await assert.rejects(open(t, folder).query('SELECT 1'), told);
  // Told again, not waited for: the failed start keeps no lock.
  await assert.rejects(open(t, folder).query('SELECT 1'), told);
  assert.equal((await stat(control)).size, 'not a control file'.length);
});
