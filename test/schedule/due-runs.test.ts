import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { cronFault, dueTimes, MOST_DUE_TIMES, nextTimes } from '../../src/schedule/cron-times.ts';
import { dueRuns, isTooLate, nextRuns, START_WITHIN_MS } from '../../src/schedule/due-runs.ts';
import { readSchedule } from '../../src/schedule/read-schedule.ts';
import type { ScheduledJob } from '../../src/schedule/scheduled-job.ts';

const SHIPPED = fileURLToPath(new URL('../../railway_cron.toml', import.meta.url));
const WEEK = [new Date('2028-02-26T00:00:00Z'), new Date('2028-03-04T00:00:00Z')] as const;

let shipped: ScheduledJob[];
before(async () => {
  shipped = await readSchedule(SHIPPED);
});

function job(schedule: string, catchUp = false): ScheduledJob {
  return { name: 'job', schedule, words: ['true'], timeout: 60, catchUp };
}

function told(runs: ReturnType<typeof dueRuns>): string[] {
  return runs.map(({ job: { name }, at }) => `${at.toISOString()} ${name}`);
}

/** Looks again and again, as a clock goes on that an injected source tells. */
function simulate(jobs: ScheduledJob[], now: () => Date, until: Date): string[] {
  const runs: string[] = [];
  let looked = WEEK[0];
  for (let time = now(); ; time = now()) {
    runs.push(...told(dueRuns(jobs, looked, time)));
    looked = time;
    if (time >= until) return runs;
  }
}

test('a week of the shipped file, across a leap day and the end of a month', () => {
  let time = WEEK[0].getTime();
  const now = () => {
    time += 601_000;
    return new Date(time);
  };
  const days = ['02-26', '02-27', '02-28', '02-29', '03-01', '03-02', '03-03'];
  assert.deepEqual(
    simulate(shipped, now, WEEK[1]),
    days.flatMap((day) => [
      `2028-${day}T02:00:00.000Z llama_classification`,
      `2028-${day}T03:00:00.000Z llama_nightly_worker`,
    ]),
  );
});

test('however irregularly it looks, nothing is lost and nothing comes twice', () => {
  const jobs = [...shipped, job('*/5 1-3 * * *'), job('59 23 L * *'), job('0 4 * * 0')];
  const days = Array.from({ length: 7 }, (_, day) => [day, day + 1].map((n) => new Date(+WEEK[0] + n * 86_400_000)));
  const whole = days.flatMap(([from, to]) => told(dueRuns(jobs, from, to)));
  const steps = fc.array(fc.integer({ min: 1, max: 15 * 3_600_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (ms) => {
      let time = WEEK[0].getTime();
      let step = 0;
      const now = () => {
        time += ms[step++] ?? 2 * 86_400_000;
        return new Date(Math.min(time, WEEK[1].getTime()));
      };
      // Those of one time stand in the order of the file, those of one look in the order of their times.
      assert.deepEqual(simulate(jobs, now, WEEK[1]), whole);
    }),
    { numRuns: 10 },
  );
});

test('a time is due when the clock has reached it, and not before', () => {
  const at = new Date('2028-02-29T03:00:00Z');
  const ms = (offset: number) => new Date(at.getTime() + offset);
  assert.deepEqual(dueTimes('0 3 * * *', ms(-5_000), ms(-1)), []);
  assert.deepEqual(dueTimes('0 3 * * *', ms(-1), ms(0)), [at]);
  assert.deepEqual(dueTimes('0 3 * * *', ms(-1), ms(1)), [at]);
  assert.deepEqual(dueTimes('0 3 * * *', ms(0), ms(500)), []);
  assert.deepEqual(dueTimes('0 3 * * *', ms(500), ms(-500)), [], 'a clock that was set back');
});

test('due times are those that the schedule tells one after the other', () => {
  const schedules = ['*/7 * * * * *', '30 */2 * * *', '0 3 29 2 *', '0 0 L * *', '15 4 * * 1-5', '0 12 1 * MON'];
  const time = fc.date({
    min: new Date('2027-01-01T00:00:00Z'),
    max: new Date('2029-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.constantFrom(...schedules), time, fc.integer({ min: 0, max: 600_000 }), (schedule, after, ms) => {
      const until = new Date(after.getTime() + ms);
      const expected = nextTimes(schedule, after, MOST_DUE_TIMES + 1).filter((next) => next <= until);
      assert.deepEqual(dueTimes(schedule, after, until), expected);
    }),
    { numRuns: 50 },
  );
});

test('after a year away a job of every second has its last times only, at once', () => {
  const until = new Date('2028-12-31T23:59:59Z');
  const times = dueTimes('* * * * * *', new Date('2028-01-01T00:00:00Z'), until);
  assert.equal(times.length, MOST_DUE_TIMES);
  assert.deepEqual(times.at(-1), until);
});

test('a run may start some minutes late, and one that is caught up on however late', () => {
  const at = new Date('2028-02-29T03:00:00Z');
  const later = (ms: number) => new Date(at.getTime() + ms);
  assert.equal(isTooLate({ job: job('0 3 * * *'), at }, later(START_WITHIN_MS)), false);
  assert.equal(isTooLate({ job: job('0 3 * * *'), at }, later(START_WITHIN_MS + 1)), true);
  assert.equal(isTooLate({ job: job('0 3 * * *', true), at }, later(30 * 86_400_000)), false);
});

test('next runs', () => {
  const [, night] = nextRuns(shipped, new Date('2028-02-28T03:00:00Z'), 2);
  assert.equal(night.job.name, 'llama_nightly_worker');
  assert.deepEqual(night.times, [new Date('2028-02-29T03:00:00Z'), new Date('2028-03-01T03:00:00Z')]);
  assert.deepEqual(nextRuns([job('0 0 29 2 *')], new Date('2028-03-01T00:00:00Z'), 1)[0].times, [
    new Date('2032-02-29T00:00:00Z'),
  ]);
});

test('what is wrong with a cron expression', () => {
  for (const schedule of ['0 2 * * *', '*/5 * * * * *', '@daily', '0 0 29 2 *'])
    assert.equal(cronFault(schedule), undefined);
  assert.match(cronFault('99 * * * *')!, /minute: 99/);
  assert.equal(cronFault('0 0 32 * *'), 'Invalid value for day: 32');
  assert.equal(cronFault('0 0 0 * *'), 'Invalid value for day: 0');
  assert.equal(cronFault('0 0 * 13 *'), 'Invalid value for month: 13');
  assert.equal(cronFault('0 0 * * 8'), 'Invalid value for dayOfWeek: 8');
  assert.match(cronFault('0 3 * *')!, /five/);
  assert.match(cronFault('0 0 30 2 *')!, /never due/);
  assert.match(cronFault('2028-03-01T00:00:00')!, /date/);
  assert.match(cronFault('@reboot')!, /not supported/);
});
