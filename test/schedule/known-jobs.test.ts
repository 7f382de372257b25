import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeKnownJob, readKnownJobs } from '../../src/schedule/known-jobs.ts';
import { SetClock, WatchedScheduler } from '../support/schedule-case.ts';
import { openTestDatabase } from '../support/test-database.ts';

test('the jobs that a scheduler has known, what is due first coming first', async () => {
  const { database, close } = await openTestDatabase();
  try {
    const now = new Date('2028-02-29T02:30:00Z');
    assert.deepEqual(await readKnownJobs(database, now), []);
    await database.query(
      "INSERT INTO scheduled_jobs (job, schedule, known_since) VALUES ('news', '0 2 * * *', now()), ('night', '0 3 * * *', now())",
    );
    const jobs = await readKnownJobs(database, now);
    assert.deepEqual(jobs.map(describeKnownJob), ['night at 2028-02-29 03:00 UTC', 'news at 2028-03-01 02:00 UTC']);
  } finally {
    await close();
  }
});

test('a time is told to the second where it is not at a minute', () => {
  const tick = { job: 'tick', schedule: '*/10 * * * * *', next: '2028-02-29T02:30:10.000Z' };
  assert.equal(describeKnownJob(tick), 'tick at 2028-02-29 02:30:10 UTC');
});

test('a job that no scheduler keeps any more is not among them, and comes back with its scheduler', async () => {
  const { database, close } = await openTestDatabase();
  const job = (name: string) => ({ name, words: ['true'], schedule: '0 3 * * *', timeout: 60, catchUp: false });
  const known = async () => (await readKnownJobs(database, new Date('2028-01-01T00:00:00Z'))).map((one) => one.job);
  const age = (span: string) => database.query(`UPDATE scheduled_jobs SET seen_at = seen_at - INTERVAL '${span}'`);
  try {
    const before = new WatchedScheduler(database, [job('gone'), job('stays')], new SetClock('2028-01-01T00:00:00Z'));
    await before.lookAt('2028-01-01T00:00:01Z');
    assert.deepEqual(await known(), ['gone', 'stays']);
    await age('6 minutes');
    assert.deepEqual(await known(), []);
    await before.lookAt('2028-01-01T00:01:01Z');
    assert.deepEqual(await known(), ['gone', 'stays'], 'it says so again every minute');
    await age('6 minutes');
    const after = new WatchedScheduler(database, [job('stays')], new SetClock('2028-01-01T00:02:00Z'));
    await after.lookAt('2028-01-01T00:02:01Z');
    assert.deepEqual(await known(), ['stays']);
    await age('91 days');
    await after.lookAt('2028-01-01T00:03:01Z');
    assert.deepEqual(
      await database.query('SELECT job FROM scheduled_jobs'),
      [{ job: 'stays' }],
      'the rest is forgotten',
    );
  } finally {
    await close();
  }
});
