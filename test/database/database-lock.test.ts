import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database, DatabaseLock } from '../../src/database/database.ts';
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
  await away.close();
});
