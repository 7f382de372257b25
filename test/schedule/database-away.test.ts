import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import type { ScheduledJob } from '../../src/schedule/scheduled-job.ts';
import { ageRuns, IMPATIENT, runsOf, SetClock, WatchedScheduler } from '../support/schedule-case.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

let postgres: StoppablePostgres;
let database: Database;
let folder: TempFolder;
before(async () => {
  postgres = await StoppablePostgres.open();
  database = openDatabase(postgres.location, createLog('silent'));
  folder = await makeTempFolder();
});
beforeEach(() => postgres.start());
after(async () => {
  await database.close();
  await postgres.close();
  await folder.remove();
});

function job(name: string, script = 'echo run', more: Partial<ScheduledJob> = {}): ScheduledJob {
  const words = ['sh', '-c', script, 'sh', join(folder.path, name)];
  return { name, words, schedule: '0 * * * *', timeout: 60, catchUp: false, ...more };
}

function watch(jobs: ScheduledJob[], time = '2028-01-01T00:30:00Z'): WatchedScheduler {
  return new WatchedScheduler(database, jobs, new SetClock(time));
}

test('what is due while the database is away waits for it, is told once, and is run when it is back', async () => {
  const watched = watch([job('waits'), job('waits-in-vain', 'echo run', { schedule: '50 * * * *' })]);
  await watched.lookAt('2028-01-01T00:30:01Z');
  await postgres.stop();
  for (const time of ['00:50:00', '01:00:00', '01:00:01', '01:00:02']) await watched.lookAt(`2028-01-01T${time}Z`);
  assert.deepEqual(watched.lines, []);
  const waiting = () => watched.kept.entries.filter(({ level }) => level === 50).map((entry) => entry.waiting);
  assert.deepEqual(waiting().at(-1), ['waits-in-vain', 'waits']);
  assert.ok(waiting().length <= 3, 'told once for each that waits');
  await postgres.start();
  await watched.lookAt('2028-01-01T01:10:00Z');
  assert.deepEqual(watched.lines, ['waits: run']);
  assert.deepEqual(await runsOf(database, 'waits'), ['01-01T01:00 success']);
  assert.deepEqual(await runsOf(database, 'waits-in-vain'), ['01-01T00:50 missed']);
  assert.ok(watched.kept.messages().includes('the schedule goes on: the database answers again'));
});

test('a scheduler that starts without a database learns later what was missed', async () => {
  const jobs = [job('late'), job('late-caught-up', 'echo run', { catchUp: true })];
  await watch(jobs).lookAt('2028-01-01T00:30:01Z');
  await postgres.stop();
  const watched = watch(jobs, '2028-01-01T02:30:00Z');
  await watched.lookAt('2028-01-01T02:30:01Z');
  assert.deepEqual(watched.lines, []);
  await postgres.start();
  await watched.lookAt('2028-01-01T02:40:00Z');
  assert.deepEqual(await runsOf(database, 'late'), ['01-01T01:00 missed', '01-01T02:00 missed']);
  assert.deepEqual(await runsOf(database, 'late-caught-up'), ['01-01T01:00 missed', '01-01T02:00 success']);
});

test('a job that ends while the database is away is recorded when it is back, and is not run again meanwhile', async () => {
  const watched = watch([job('ends', 'until test -e "$1"; do sleep 0.02; done; echo done; exit 4')]);
  await watched.beginAt('2028-01-01T01:00:00Z');
  await postgres.stop();
  await writeFile(join(folder.path, 'ends'), '');
  await waitFor(() => watched.kept.messages().includes('the end of a job is not recorded yet'), 'the job has ended');
  await watched.beginAt('2028-01-01T02:00:00Z');
  await postgres.start();
  await watched.scheduler.idle();
  await watched.lookAt('2028-01-01T02:00:01Z');
  assert.deepEqual(await runsOf(database, 'ends'), ['01-01T01:00 failed', '01-01T02:00 skipped']);
  assert.deepEqual(watched.lines, ['ends: done']);
});

test('to be stopped while the database is away ends what runs', async () => {
  const watched = watch([job('stopped', 'while :; do sleep 0.05; done')]);
  await watched.beginAt('2028-01-01T01:00:00Z');
  await postgres.stop();
  await watched.stop();
  assert.ok(watched.kept.messages().includes('job ended'));
  await postgres.start();
  const next = watch([job('stopped')], '2028-01-01T01:01:00Z');
  await next.lookAt('2028-01-01T01:01:01Z');
  assert.deepEqual(await runsOf(database, 'stopped'), ['01-01T01:00 running'], 'it was heard of just now');
  await ageRuns(database);
  await next.lookAt('2028-01-01T01:01:30Z');
  assert.deepEqual(await runsOf(database, 'stopped'), ['01-01T01:00 lost']);
});

test("a run goes on over an outage of the database that is shorter than the patience, and is still its scheduler's", async () => {
  const times = { silenceMs: 60_000, sayEveryMs: 20 };
  const jobs = [job('borne', 'until test -e "$1"; do sleep 0.02; done; echo done')];
  const watched = new WatchedScheduler(database, jobs, new SetClock('2028-01-01T00:30:00Z'), times);
  await watched.beginAt('2028-01-01T01:00:00Z');
  const seenAt = async () =>
    (await database.query<{ at: Date }>("SELECT seen_at AS at FROM job_runs WHERE job = 'borne'"))[0].at;
  const before = await seenAt();
  await postgres.stop();
  await assert.rejects(seenAt(), { code: 'database-unavailable' });
  await postgres.start();
  await waitFor(async () => (await seenAt()) > before, 'it has said again that it goes on');
  await new WatchedScheduler(database, jobs, new SetClock('2028-01-01T01:30:00Z')).lookAt('2028-01-01T02:00:00Z');
  await writeFile(join(folder.path, 'borne'), '');
  await watched.scheduler.idle();
  assert.deepEqual(await runsOf(database, 'borne'), ['01-01T01:00 success', '01-01T02:00 skipped']);
});

test('a run whose scheduler cannot say for long that it runs is ended by it, before others may begin the next', async () => {
  const jobs = [job('unheard', 'while :; do sleep 0.05; done')];
  const watched = new WatchedScheduler(database, jobs, new SetClock('2028-01-01T00:30:00Z'), IMPATIENT);
  await watched.beginAt('2028-01-01T01:00:00Z');
  await postgres.stop();
  await waitFor(() => watched.kept.messages().includes('job ended'), 'its own scheduler has ended it');
  await postgres.start();
  await watched.scheduler.idle();
  const [{ status, reason }] = await database.query<{ status: string; reason: string }>(
    "SELECT status, reason FROM job_runs WHERE job = 'unheard'",
  );
  assert.equal(status, 'stopped');
  assert.match(reason, /could not reach the database/);
});
