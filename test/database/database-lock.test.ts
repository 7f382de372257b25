import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database, DatabaseLock } from '../../src/database/database.ts';
import { tryLockFolder } from '../../src/database/embedded/folder-lock.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { DatabaseProcess } from '../support/database-process.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let other: Database;
before(async () => {
  opened = await openTestDatabase();
  other = openDatabase(opened.location, createLog('silent'));
});
after(async () => {
  await other.close();
  await opened.close();
});

test('a lock has one holder, whoever asks, until it is released', async () => {
  const lock = await opened.database.tryLock('one');
  assert.ok(lock);
  assert.equal(await other.tryLock('one'), undefined);
  assert.equal(await opened.database.tryLock('one'), undefined, 'nor twice by the same');
  await lock.release();
  const next = await other.tryLock('one');
  assert.ok(next);
  await next.release();
});

test('locks of different names do not meet', async () => {
  const locks = [await opened.database.tryLock('left'), await other.tryLock('right')];
  for (const lock of locks) {
    assert.ok(lock);
    await lock.release();
  }
});

test('anybody can see whether a lock is held, and takes it from nobody', async () => {
  const [lock, another] = [await opened.database.tryLock('seen'), await opened.database.tryLock('another')];
  for (const database of [opened.database, other]) {
    assert.equal(await database.isLocked('seen'), true);
    assert.equal(await database.isLocked('unseen'), false);
  }
  await lock?.release();
  assert.equal(await other.isLocked('seen'), false);
  assert.equal(await other.isLocked('another'), true);
  await another?.release();
});

test('who only looks at a lock keeps nobody from taking it', async (t) => {
  if (opened.location.databaseUrl) return t.skip('only the embedded database is locked by files');
  const look = tryLockFolder(opened.location.dataFolder, 'looked-at');
  setTimeout(() => look?.release(), 5);
  const lock = await other.tryLock('looked-at');
  assert.ok(look && lock);
  await lock.release();
});

test('a holder that is killed leaves no lock', async () => {
  const holder = new DatabaseProcess(opened.location);
  assert.equal(await holder.lock('killed'), true);
  assert.equal(await other.tryLock('killed'), undefined);
  await holder.kill();
  let held: DatabaseLock | undefined;
  await waitFor(async () => {
    held = await other.tryLock('killed');
    return held !== undefined;
  }, 'the lock of the killed process is free');
  await held?.release();
});

test('a database that is away says so', async () => {
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
  const away = openDatabase({ databaseUrl, dataFolder: opened.location.dataFolder }, createLog('silent'));
  await assert.rejects(away.tryLock('one'), { code: 'database-unavailable', retryable: true });
  await assert.rejects(away.isLocked('one'), { code: 'database-unavailable', retryable: true });
  await away.close();
});
