import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { GoldsmithError } from '../../src/errors.ts';
import { parseSchedule, readSchedule } from '../../src/schedule/read-schedule.ts';

const SHIPPED = await readFile(new URL('../../railway_cron.toml', import.meta.url), 'utf8');

test('the shipped file has the two jobs', () => {
  assert.deepEqual(parseSchedule(SHIPPED, 'railway_cron.toml'), [
    {
      name: 'llama_classification',
      schedule: '0 2 * * *',
      words: ['goldsmith', 'classify'],
      timeout: 600,
      catchUp: false,
    },
    {
      name: 'llama_nightly_worker',
      schedule: '0 3 * * *',
      words: ['goldsmith', 'nightly', '--days', '7', '--max-golden', '50'],
      timeout: 1200,
      catchUp: false,
    },
  ]);
});

test('each of its alternatives is usable in place of the night', () => {
  const alternatives = [...SHIPPED.matchAll(/# (schedule = .*)\n# (command = .*)/g)].map(([, schedule, command]) => {
    const [, night] = parseSchedule(
      SHIPPED.replace('schedule = "0 3 * * *"', schedule).replace(/^command = "goldsmith nightly .*$/m, command),
      'railway_cron.toml',
    );
    return [night.schedule, night.words.slice(1).join(' ')];
  });
  assert.deepEqual(alternatives, [
    ['0 */6 * * *', 'nightly --days 3 --max-golden 30'],
    ['0 4 * * 0', 'nightly --days 30 --max-golden 100 --regenerate-cultural'],
  ]);
});

test('every way to write TOML', () => {
  const [job, other] = parseSchedule(
    '\ufeffjobs.a = { schedule = "@daily", command = \'x "y z"\', timeout = 0.5, catch_up = true }\r\n[jobs."b-2"]\r\nschedule = """\r\n0 3 * * *"""\r\ncommand="y"\r\ntimeout=1_0',
    'f',
  );
  assert.deepEqual(job, { name: 'a', schedule: '@daily', words: ['x', 'y z'], timeout: 0.5, catchUp: true });
  assert.deepEqual([other.name, other.timeout], ['b-2', 10]);
});

const GOOD = '[jobs.a]\nschedule = "0 3 * * *"\ncommand = "x"\ntimeout = 1\n';

const BAD: [what: string, text: string, told: RegExp[]][] = [
  ['nothing', '', [/^f:1:1: jobs is missing: expected \[jobs\.NAME\]/m]],
  ['no job', '[jobs]\n', [/^f:1:1: jobs: expected \[jobs\.NAME\]/m]],
  ['jobs that are no tables', 'jobs = 3', [/^f:1:8: jobs: expected \[jobs/m]],
  ['a syntax error', `${GOOD}x = = 3`, [/^f:5:\d+: .*expected TOML/m]],
  ['a string that is not closed', '[jobs.a]\ncommand = "x\n', [/^f:2:\d+: .*expected TOML/m]],
  ['a job that is there twice', `${GOOD}${GOOD}`, [/^f:5:\d+: .*already defined/m]],
  [
    'a key that there is not',
    `${GOOD}  timout = 3\n`,
    [/^f:5:3: jobs\.a\.timout: there is no such key; expected schedule,/m],
  ],
  ['another table', `${GOOD}[job.b]\nx = 1`, [/^f:5:1: job: there is no such key; expected \[jobs\.NAME\]/m]],
  [
    'keys that are missing',
    `# one\n[jobs.b]\n# two\ncatch_up = true\n${GOOD}`,
    [
      /^f:2:1: jobs\.b\.schedule is missing: expected a cron expression/m,
      /^f:2:1: jobs\.b\.command is missing: expected a command line/m,
      /^f:2:1: jobs\.b\.timeout is missing: expected seconds/m,
    ],
  ],
  [
    'values of the wrong kind',
    '[jobs.a]\nschedule = 3\ncommand = ["x",\n"y"]\n\n timeout = "1200"\ncatch_up = "yes"\n',
    [
      /^f:2:12: jobs\.a\.schedule: expected a cron/m,
      /^f:3:11: jobs\.a\.command: expected a command/m,
      /^f:6:12: jobs\.a\.timeout: expected seconds/m,
      /^f:7:12: jobs\.a\.catch_up: expected catch_up = true/m,
    ],
  ],
  ['a cron expression that is none', GOOD.replace('0 3', '0 33'), [/^f:2:12: jobs\.a\.schedule: .*hour: 33/m]],
  ['one that is never due', GOOD.replace('0 3 * *', '0 3 31 4'), [/^f:2:12: jobs\.a\.schedule: .*never due/m]],
  ['a command for a shell', GOOD.replace('"x"', '"x | y"'), [/^f:3:11: jobs\.a\.command: .*sh -c/m]],
  ['no time at all', GOOD.replace('= 1\n', '= 0\n'), [/^f:4:11: jobs\.a\.timeout: expected seconds, above 0/m]],
  ['a timeout longer than a timer', GOOD.replace('= 1\n', '= 9e9\n'), [/^f:4:11: .*up to 604800/m]],
  ['a name with a dot', GOOD.replace('jobs.a', 'jobs."a.b"'), [/^f:1:1: jobs\.a\.b: expected a name/m]],
  ['a name that is JavaScript', GOOD.replace('jobs.a', 'jobs.__proto__'), [/^f:1:\d+: .*unsafe/m]],
  [
    'the second of two jobs',
    `${GOOD}\n[jobs.b]\nschedule = "x"\ncommand = "y"\ntimeout = 1`,
    [/^f:7:12: jobs\.b\.schedule/m],
  ],
];

for (const [what, text, told] of BAD) {
  test(`a file with ${what}: line, column and what was expected`, () => {
    assert.throws(
      () => parseSchedule(text, 'f'),
      (error: GoldsmithError) => {
        assert.equal(error.code, 'bad-setting');
        for (const line of told) assert.match(error.message, line);
        assert.equal(error.message.split('\n').length, told.length + 1, error.message);
        return true;
      },
    );
  });
}

test('a syntax error does not quote the file', () => {
  assert.throws(
    () => parseSchedule('[jobs.a]\ncommand = "x --key s3cret', 'f'),
    (error: Error) => !error.message.includes('s3cret'),
  );
});

test('a file that is not there', async () => {
  await assert.rejects(readSchedule('no-such.toml'), { code: 'bad-setting', message: /no-such\.toml cannot be read/ });
});
