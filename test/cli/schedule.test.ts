import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readJobRuns } from '../../src/schedule/read-job-runs.ts';
import { databaseEnv, RunningCommand, runCommand } from '../support/run-command.ts';
import { ageRuns } from '../support/schedule-case.ts';
import { survivors } from '../support/survivors.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let files: TempFolder;
let env: Record<string, string>;
const running: RunningCommand[] = [];
before(async () => {
  opened = await openTestDatabase();
  files = await makeTempFolder();
  env = { ...databaseEnv(opened.location), GOLDSMITH_PORT: '0' };
});
after(async () => {
  await Promise.all(running.map((command) => command.kill()));
  await opened.close();
  await files.remove();
});

function start(args: string[]): RunningCommand {
  const command = new RunningCommand(args, { env });
  running.push(command);
  return command;
}

/** A cron file with one job of every second. */
function everySecond(name: string, command: string, timeout = 60): Promise<string> {
  const toml = `[jobs.${name}]\nschedule = "* * * * * *"\ncommand = '''${command}'''\ntimeout = ${timeout}\n`;
  return files.write(`${name}.toml`, toml);
}

/** Needs no settings and no database: there is none at this address. */
const NO_DATABASE = { DATABASE_URL: 'postgres://127.0.0.1:1/none' };

test('schedule --list shows the next five times of each job, without a database', async () => {
  const { code, stdout } = await runCommand(['schedule', '--list'], { env: NO_DATABASE });
  assert.equal(code, 0);
  assert.match(stdout, /^llama_classification .*\n.*ends after 600 s/m);
  assert.equal(stdout.match(/^ {2}\d{4}-\d\d-\d\d 02:00:00 UTC$/gm)?.length, 5);
  assert.equal(stdout.match(/^ {2}\d{4}-\d\d-\d\d 03:00:00 UTC$/gm)?.length, 5);
});

test('schedule --list --json', async () => {
  const { stdout } = await runCommand(['schedule', '--list', '--json'], { env: NO_DATABASE });
  const { jobs } = JSON.parse(stdout);
  assert.deepEqual(
    jobs.map(({ job, schedule, timeout, catch_up, next }: Record<string, unknown> & { next: string[] }) => [
      ...[job, schedule, timeout, catch_up, next.length],
    ]),
    [
      ['llama_classification', '0 2 * * *', 600, false, 5],
      ['llama_nightly_worker', '0 3 * * *', 1200, false, 5],
    ],
  );
});

for (const command of [
  ['schedule', '--file'],
  ['schedule', '--list', '--file'],
  ['serve', '--schedule-file'],
]) {
  test(`${command.join(' ')}: a bad file is told with line and column, and is wrong usage`, async () => {
    const file = await files.write('bad.toml', '[jobs.a]\nschedule = "0 3 * * *"\ncommand = "x"\ntimeout = "1"\n');
    const { code, stdout, stderr } = await runCommand([...command, file], { env });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /bad\.toml:4:11: jobs\.a\.timeout: expected seconds/);
  });
}

test('a file that is not there is wrong usage', async () => {
  const { code, stderr } = await runCommand(['schedule', '--file', 'no-such.toml'], { env });
  assert.equal(code, 2);
  assert.match(stderr, /no-such\.toml cannot be read/);
});

test('schedule runs this very Goldsmith on its database, passes on what it says, and ends with all that it started', async () => {
  const file = await files.write(
    'two.toml',
    `[jobs.state]\nschedule = "* * * * * *"\ncommand = "goldsmith status"\ntimeout = 60
[jobs.family]\nschedule = "* * * * * *"\ncommand = "sh -c 'sleep 300 & echo $! $$; wait'"\ntimeout = 60\n`,
  );
  const schedule = start(['schedule', '--file', file]);
  await waitFor(
    () => /"job":"state".*"status":"success"/.test(schedule.stderr) && /^\[family\] \d+ \d+$/m.test(schedule.stdout),
    'one job has ended, and the other has told its ids',
  );
  assert.match(schedule.stdout, /^\[state\] Golden answers {2}0$/m);
  const ids = /^\[family\] (\d+) (\d+)$/m.exec(schedule.stdout)!.slice(1).map(Number);
  assert.deepEqual(survivors(ids), ids);
  const { code, stderr } = await schedule.stop('SIGTERM');
  assert.equal(code, 0, stderr);
  assert.deepEqual(survivors(ids), []);
  const runs = await readJobRuns(opened.database, 100);
  assert.ok(
    runs.some(({ job, status, exitCode }) => job === 'state' && status === 'success' && exitCode === 0),
    stderr,
  );
  assert.ok(runs.some(({ job, status }) => job === 'family' && status === 'stopped'));
  assert.ok(runs.every(({ status }) => status !== 'running'));
});

test('a scheduler that is killed leaves no process behind, and the next one says what was lost', async () => {
  const file = await everySecond('orphan', `sh -c 'echo $$; exec sleep 300'`);
  const killed = start(['schedule', '--file', file, '--json']);
  await waitFor(() => killed.stdout.includes('\n'), 'the job has told its id');
  const { job, stream, line } = JSON.parse(killed.stdout.split('\n')[0]);
  assert.deepEqual([job, stream], ['orphan', 'stdout']);
  await killed.kill();
  await waitFor(() => survivors([Number(line)]).length === 0, 'the job has ended too');
  await ageRuns(opened.database);
  const next = start(['schedule', '--file', file]);
  await waitFor(() => next.stderr.includes('how it went is not known'), 'the next start says so');
  assert.equal((await next.stop()).code, 0, next.stderr);
});

test('serve --with-schedule answers and keeps the schedule in one process', async () => {
  const file = await everySecond('beside', 'echo here');
  const server = start(['serve', '--with-schedule', '--schedule-file', file]);
  const url = await server.listening();
  await waitFor(() => server.stdout.includes('[beside] here\n'), 'the job has run');
  assert.equal((await fetch(`${url}/health`)).status, 200);
  assert.equal((await server.stop('SIGTERM')).code, 0, server.stderr);
});

test('schedule waits for a database that is away, says so, and can be stopped', async () => {
  const file = await everySecond('waiting', 'echo never');
  const schedule = new RunningCommand(['schedule', '--file', file], { env: NO_DATABASE });
  running.push(schedule);
  await waitFor(() => /cannot be kept.*/.test(schedule.stderr), 'it says so');
  const { code, stdout } = await schedule.stop('SIGTERM');
  assert.deepEqual([code, stdout], [0, '']);
});
