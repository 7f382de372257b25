import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { JobRunLedger } from '../../src/schedule/job-run-ledger.ts';
import { readJobRuns } from '../../src/schedule/read-job-runs.ts';
import { readSchedule } from '../../src/schedule/read-schedule.ts';
import type { ScheduledJob } from '../../src/schedule/scheduled-job.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';
import { DatabaseProcess } from '../support/database-process.ts';
import { ageRuns, keptLog, runsOf, SetClock, WatchedScheduler } from '../support/schedule-case.ts';
import { survivors } from '../support/survivors.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let folder: TempFolder;
before(async () => {
  opened = await openTestDatabase();
  folder = await makeTempFolder();
});
after(async () => {
  await opened.close();
  await folder.remove();
});

function job(name: string, script = 'true', more: Partial<ScheduledJob> = {}): ScheduledJob {
  const words = ['sh', '-c', script, 'sh', join(folder.path, name)];
  return { name, words, schedule: '0 * * * *', timeout: 60, catchUp: false, ...more };
}

function watch(jobs: ScheduledJob[], time: string): WatchedScheduler {
  return new WatchedScheduler(opened.database, jobs, new SetClock(time));
}

/** Runs until the file of this name is there. */
const UNTIL_TOLD = 'until test -e "$1"; do sleep 0.02; done';

const tell = (name: string) => writeFile(join(folder.path, name), '');

test('a week of the shipped file by an injected clock: the commands of the two jobs, each at its time', async () => {
  const shipped = await readSchedule(new URL('../../railway_cron.toml', import.meta.url).pathname);
  const watched = watch(shipped, '2028-02-26T00:00:00Z');
  for (let hour = 0; hour <= 7 * 24; hour++)
    await watched.lookAt(new Date(Date.UTC(2028, 1, 26, hour, 0, 1)).toISOString());
  const days = ['02-26', '02-27', '02-28', '02-29', '03-01', '03-02', '03-03'];
  assert.deepEqual(
    watched.lines,
    days.flatMap(() => [
      'llama_classification: goldsmith classify',
      'llama_nightly_worker: goldsmith nightly --days 7 --max-golden 50',
    ]),
  );
  assert.deepEqual(
    await runsOf(opened.database, 'llama_nightly_worker'),
    days.map((day) => `${day}T03:00 success`),
  );
});

test('a failure is recorded with its exit code and the end of what it said, without personal data', async () => {
  const watched = watch(
    [job('fails', 'for i in 1 2 3 4 5 6; do echo "line $i of anna@example.com" >&2; done; exit 7')],
    '2028-01-01T00:30:00Z',
  );
  await watched.lookAt('2028-01-01T01:00:00Z');
  const [row] = await opened.database.query<{ error_output: string }>("SELECT * FROM job_runs WHERE job = 'fails'");
  const [run] = (await readJobRuns(opened.database, 5)).filter(({ job: name }) => name === 'fails');
  assert.deepEqual([run.status, run.exitCode, run.signal, run.reason], ['failed', 7, null, 'exit code 7']);
  assert.ok(run.startedAt && run.endedAt);
  assert.deepEqual(
    row.error_output.split('\n'),
    [2, 3, 4, 5, 6].map((n) => `line ${n} of [email]`),
  );
  assert.equal(watched.lines.length, 6);
  assert.ok(!JSON.stringify(watched.kept.entries).includes('anna'), 'what a job says is not in the log');
});

test('a job that still runs when it is due again is skipped, and said so', async () => {
  const watched = watch([job('long', UNTIL_TOLD)], '2028-01-01T00:30:00Z');
  await watched.beginAt('2028-01-01T01:00:00Z');
  await watched.beginAt('2028-01-01T02:00:00Z');
  await tell('long');
  await watched.scheduler.idle();
  await watched.lookAt('2028-01-01T03:00:00Z');
  assert.deepEqual(await runsOf(opened.database, 'long'), [
    '01-01T01:00 success',
    '01-01T02:00 skipped',
    '01-01T03:00 success',
  ]);
  assert.deepEqual(watched.kept.messages(), ['job started', 'job skipped', 'job ended', 'job started', 'job ended']);
});

test('another scheduler on the database skips a job that runs here', async () => {
  const one = watch([job('shared-long', UNTIL_TOLD)], '2028-01-01T00:30:00Z');
  const other = watch([job('shared-long', UNTIL_TOLD)], '2028-01-01T00:30:00Z');
  await one.beginAt('2028-01-01T01:00:00Z');
  await other.lookAt('2028-01-01T01:00:01Z');
  await other.lookAt('2028-01-01T02:00:00Z');
  await one.beginAt('2028-01-01T02:00:00Z');
  await tell('shared-long');
  await one.scheduler.idle();
  assert.deepEqual(await runsOf(opened.database, 'shared-long'), ['01-01T01:00 success', '01-01T02:00 skipped']);
  assert.deepEqual(other.kept.messages(), ['job skipped']);
});

test('runs missed while no scheduler ran are reported, and run once where they are to be caught up on', async () => {
  const jobs = [job('missed'), job('caught-up', 'echo run', { catchUp: true })];
  const first = watch(jobs, '2028-01-01T00:30:00Z');
  await first.lookAt('2028-01-01T00:30:01Z');
  const second = watch(jobs, '2028-01-01T03:30:00Z');
  await second.lookAt('2028-01-01T03:30:01Z');
  assert.deepEqual(await runsOf(opened.database, 'missed'), [
    '01-01T01:00 missed',
    '01-01T02:00 missed',
    '01-01T03:00 missed',
  ]);
  assert.deepEqual(await runsOf(opened.database, 'caught-up'), [
    '01-01T01:00 missed',
    '01-01T02:00 missed',
    '01-01T03:00 success',
  ]);
  assert.deepEqual(second.lines, ['caught-up: run']);
  const told = second.kept.entries.filter(({ msg }) => msg === 'job missed');
  assert.deepEqual(
    told.map(({ job, runs, last }) => [job, runs, last]),
    [
      ['missed', 3, '2028-01-01T03:00:00.000Z'],
      ['caught-up', 2, '2028-01-01T02:00:00.000Z'],
    ],
  );
  const third = watch(jobs, '2028-01-01T03:31:00Z');
  await third.lookAt('2028-01-01T03:31:01Z');
  assert.deepEqual(third.kept.messages(), [], 'told once, run once');
});

test('a new job, and one with another schedule, has missed nothing', async () => {
  const first = watch([job('changed')], '2028-01-01T00:30:00Z');
  await first.lookAt('2028-01-01T01:00:00Z');
  const second = watch([job('changed', 'true', { schedule: '30 * * * *' }), job('new')], '2028-01-01T05:45:00Z');
  await second.lookAt('2028-01-01T05:45:01Z');
  assert.deepEqual(await runsOf(opened.database, 'changed'), ['01-01T01:00 success']);
  assert.deepEqual(second.kept.messages(), []);
});

test('a machine that slept: minutes late is run, hours late only where it is to be caught up on', async () => {
  const watched = watch([job('slept'), job('slept-caught-up', 'true', { catchUp: true })], '2028-01-01T00:30:00Z');
  await watched.lookAt('2028-01-01T01:14:00Z');
  await watched.lookAt('2028-01-01T04:40:00Z');
  assert.deepEqual(await runsOf(opened.database, 'slept'), [
    '01-01T01:00 success',
    ...['02', '03', '04'].map((hour) => `01-01T${hour}:00 missed`),
  ]);
  assert.equal((await runsOf(opened.database, 'slept-caught-up')).at(-1), '01-01T04:00 success');
  assert.ok(watched.kept.messages().includes('a job starts late'));
});

test('a clock that is set back and forth neither doubles nor loses a run', async () => {
  const watched = watch([job('clock', 'echo run')], '2028-01-01T00:30:00Z');
  await watched.lookAt('2028-01-01T01:00:00Z');
  await watched.lookAt('2028-01-01T00:20:00Z');
  await watched.lookAt('2028-01-01T01:00:30Z');
  await watched.lookAt('2028-01-03T00:30:00Z');
  await watched.lookAt('2028-01-01T01:30:00Z');
  await watched.lookAt('2028-01-01T02:00:00Z');
  assert.deepEqual((await runsOf(opened.database, 'clock')).slice(0, 2), [
    '01-01T01:00 success',
    '01-01T02:00 success',
  ]);
  assert.equal(watched.lines.length, 2);
  assert.ok(watched.kept.messages().includes('the clock was set back'));
});

test('two schedulers look at the same moments: each due time is run exactly once', async () => {
  const second = openDatabase(opened.location, createLog('silent'));
  const jobs = [
    job('once', 'echo run', { schedule: '* * * * *' }),
    job('once-too', 'echo run', { schedule: '*/2 * * * *' }),
  ];
  const time = (minute: number) => new Date(Date.UTC(2028, 0, 1, 0, minute)).toISOString();
  try {
    const both = [opened.database, second].map(
      (database) => new WatchedScheduler(database, jobs, new SetClock(time(0))),
    );
    await Promise.all(both.map((watched) => watched.lookAt(time(0))));
    for (let minute = 1; minute <= 12; minute++) {
      await Promise.all(both.map((watched) => watched.lookAt(time(minute))));
      // Who found the other about to decide looks again a second later.
      await Promise.all(both.map((watched) => watched.lookAt(time(minute))));
    }
    const minutes = Array.from({ length: 12 }, (_, i) => i + 1);
    const expected = (of: number[]) => of.map((minute) => `${time(minute).slice(5, 16)} success`);
    assert.deepEqual(await runsOf(opened.database, 'once'), expected(minutes));
    assert.deepEqual(await runsOf(opened.database, 'once-too'), expected(minutes.filter((minute) => minute % 2 === 0)));
    assert.equal(both.flatMap((watched) => watched.lines).length, 18);
  } finally {
    await second.close();
  }
});

test('what another scheduler missed at its start is still run by the one that waits to run it', async () => {
  const running = watch([job('taken-over')], '2028-01-01T00:30:00Z');
  await running.lookAt('2028-01-01T00:30:01Z');
  await watch([job('taken-over')], '2028-01-01T01:00:00Z').lookAt('2028-01-01T01:00:00Z');
  assert.deepEqual(await runsOf(opened.database, 'taken-over'), ['01-01T01:00 missed']);
  await running.lookAt('2028-01-01T01:00:01Z');
  assert.deepEqual(await runsOf(opened.database, 'taken-over'), ['01-01T01:00 success']);
});

test('a scheduler that died with a job running: its run is lost, as the next start says, and the job runs again', async () => {
  const died = new DatabaseProcess(opened.location);
  await watch([job('died')], '2028-01-01T00:30:00Z').lookAt('2028-01-01T00:30:01Z');
  assert.equal(await died.lock('job-died'), true);
  await opened.database.query(
    "INSERT INTO job_runs (job, scheduled_at, status, started_at) VALUES ('died', '2028-01-01T01:00Z', 'running', now())",
  );
  const beside = watch([job('died')], '2028-01-01T01:30:00Z');
  await beside.lookAt('2028-01-01T01:30:01Z');
  assert.deepEqual(await runsOf(opened.database, 'died'), ['01-01T01:00 running'], 'while it lives');
  await died.kill();
  const next = watch([job('died')], '2028-01-01T01:31:00Z');
  await waitFor(async () => {
    await watch([job('died')], '2028-01-01T01:31:00Z').lookAt('2028-01-01T01:31:01Z');
    return (await runsOf(opened.database, 'died'))[0] === '01-01T01:00 lost';
  }, 'the lock of the dead is let go of');
  await next.lookAt('2028-01-01T02:00:00Z');
  assert.deepEqual(await runsOf(opened.database, 'died'), ['01-01T01:00 lost', '01-01T02:00 success']);
});

test('a run keeps its lock when the server has let go of it as in a restart', async () => {
  const { database } = opened;
  const ledger = new JobRunLedger(database);
  const due = { job: job('held'), at: new Date('2028-01-01T01:00:00Z') };
  const claim = await ledger.claim(due, due.at);
  assert.ok(claim.outcome === 'claimed');
  // On the embedded database nobody can take a lock away, and there is none to be found.
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  await ledger.holdOn(claim.run);
  const next = { ...due, at: new Date('2028-01-01T02:00:00Z') };
  assert.equal((await ledger.claim(next, next.at)).outcome, 'skipped');
  await claim.run.lock.release();
});

test('a lock that went with its connection is no dead scheduler: others skip the job until nothing is heard of it for long', async () => {
  const [here, there] = [new JobRunLedger(opened.database), new JobRunLedger(opened.database)];
  const due = (hour: number) => ({ job: job('unlocked'), at: new Date(Date.UTC(2028, 0, 1, hour)) });
  const claim = await here.claim(due(1), due(1).at);
  assert.ok(claim.outcome === 'claimed');
  await claim.run.lock.release();
  assert.deepEqual(await there.markLost(due(1).job, due(2).at), []);
  assert.deepEqual(await there.claim(due(2), due(2).at), { outcome: 'skipped', lost: [] });
  assert.equal(await here.holdOn(claim.run), true);
  await ageRuns(opened.database);
  assert.deepEqual(await there.claim(due(3), due(3).at), { outcome: 'skipped', lost: [] }, 'the lock is held again');
  await claim.run.lock.release();
  const next = await there.claim(due(4), due(4).at);
  assert.ok(next.outcome === 'claimed');
  assert.deepEqual(next.lost, [due(1).at]);
  assert.equal(await here.holdOn(claim.run), false, 'who comes back ends what he runs');
  await next.run.lock.release();
});

test('silence alone makes a run lost, and it is measured by what the ledger is told', async () => {
  const due = { job: job('silent'), at: new Date('2028-01-01T01:00:00Z') };
  const dead = await new JobRunLedger(opened.database).claim(due, due.at);
  assert.ok(dead.outcome === 'claimed');
  await dead.run.lock.release();
  const [patient, impatient] = [60_000, 100].map((silenceMs) => new JobRunLedger(opened.database, silenceMs));
  await waitFor(async () => (await impatient.markLost(due.job, due.at)).length === 1, 'it was silent for 0.1 s');
  const next = { ...due, at: new Date('2028-01-01T02:00:00Z') };
  const claim = await impatient.claim(next, next.at);
  assert.ok(claim.outcome === 'claimed');
  await claim.run.lock.release();
  assert.deepEqual(await patient.markLost(due.job, due.at), []);
});

test('a scheduler that was cut off from the answer to its claim has the run; no other has it', async () => {
  const due = { job: job('cut-off'), at: new Date('2028-01-01T01:00:00Z') };
  const ledger = new JobRunLedger(opened.database);
  const claim = async (by: JobRunLedger) => {
    const claimed = await by.claim(due, due.at);
    if (claimed.outcome === 'claimed') await claimed.run.lock.release();
    return [claimed.outcome, claimed.lost.length];
  };
  assert.deepEqual(await claim(ledger), ['claimed', 0]);
  assert.deepEqual(await claim(new JobRunLedger(opened.database)), ['taken', 0]);
  assert.deepEqual(await claim(ledger), ['claimed', 0]);
  await ageRuns(opened.database);
  assert.deepEqual(await claim(new JobRunLedger(opened.database)), ['taken', 1]);
  assert.deepEqual(await claim(ledger), ['taken', 0]);
});

test('a real job every second, beside one that ignores SIGTERM and is killed by its timeout', async () => {
  const stop = new AbortController();
  const kept = keptLog();
  const ticks: Date[] = [];
  const ids: number[] = [];
  const stubborn = `trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & echo $$; echo $!; while :; do sleep 0.1; done`;
  const scheduler = new Scheduler({
    jobs: [
      job('second', 'echo tick', { schedule: '* * * * * *' }),
      job('stubborn', stubborn, { schedule: '* * * * * *', timeout: 0.3 }),
    ],
    ...{ database: opened.database, log: kept.log, goldsmith: [], graceMs: 200 },
    onOutput: ({ job: name, line }) => {
      if (name === 'second') ticks.push(new Date());
      else ids.push(Number(line));
    },
  });
  const running = scheduler.run(stop.signal);
  const ended = () => kept.entries.filter(({ msg, job: name }) => msg === 'job ended' && name === 'stubborn');
  await waitFor(() => ticks.length >= 4 && ended().length >= 2, 'both jobs have run again and again');
  stop.abort();
  await running;
  assert.deepEqual([...new Set(ended().map(({ status, endSignal }) => `${status} ${endSignal}`))].slice(0, 1), [
    'timeout SIGKILL',
  ]);
  assert.ok(ids.length >= 4);
  assert.deepEqual(survivors(ids), []);
  const runs = (await readJobRuns(opened.database, 100)).filter(({ job: name }) => name === 'second');
  const seconds = runs.map(({ scheduledAt }) => scheduledAt.getTime());
  assert.equal(new Set(seconds).size, seconds.length);
  assert.ok(runs.filter(({ status }) => status === 'success').length >= 4);
  assert.ok(runs.every(({ status }) => status !== 'running'));
});
