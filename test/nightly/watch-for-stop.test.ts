import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { requestStop } from '../../src/nightly/request-stop.ts';
import { watchForStop } from '../../src/nightly/watch-for-stop.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());

const newRun = async (): Promise<number> => {
  const [{ id }] = await opened.database.query<{ id: number }>(
    "INSERT INTO nightly_worker_runs (status) VALUES ('failed') RETURNING id",
  );
  return id;
};

test('a run hears that somebody asks it to stop, and another run does not', async () => {
  const [run, other] = [await newRun(), await newRun()];
  const [watch, watchOther] = [watchForStop(opened.database, run), watchForStop(opened.database, other)];
  const heard = once(watch.signal, 'abort');
  // What waits for nothing but an unreferenced timer would end the process.
  const hold = setTimeout(() => undefined, 60_000);
  assert.equal(await requestStop(opened.database, run), true);
  assert.equal(await requestStop(opened.database, run), true, 'twice is once');
  await heard;
  clearTimeout(hold);
  assert.match(String(watch.signal.reason), /stopped the run/);
  assert.equal(watchOther.signal.aborted, false);
  watch.end();
  watchOther.end();
});

test('what is over, or was never there, cannot be asked', async () => {
  const run = await newRun();
  await opened.database.query('UPDATE nightly_worker_runs SET ended_at = now() WHERE id = $1', [run]);
  assert.equal(await requestStop(opened.database, run), false);
  assert.equal(await requestStop(opened.database, 999_999), false);
});
