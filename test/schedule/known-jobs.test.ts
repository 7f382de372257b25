import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeKnownJob, readKnownJobs } from '../../src/schedule/known-jobs.ts';
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
