import { Cron } from 'croner';

/** So many due times are looked back for, at most: a job of every second after a year away has thirty million. */
export const MOST_DUE_TIMES = 100;

/**
 * Checks a cron expression.
 * @returns what is wrong with it, or undefined.
 */
export function cronFault(schedule: string): string | undefined {
  // Croner would take a date as a job that is due once.
  if (/^\s*\d{4}-/.test(schedule)) return 'a date is no cron expression';
  try {
    return cron(schedule).nextRun() ? undefined : 'it is never due';
  } catch (error) {
    const message = (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '');
    // Croner counts these from 0, and says so.
    return message.replace(/^(Invalid value for (?:day|month): )(-?\d+)$/, (_, what, n) => `${what}${Number(n) + 1}`);
  }
}

/** The next times that a schedule is due after a time. Fewer than `count` where it ends before. */
export function nextTimes(schedule: string, after: Date, count: number): Date[] {
  return cron(schedule).nextRuns(count, after);
}

/** The times that a schedule is due in the span after `after`, up to and with `until`: the last {@link MOST_DUE_TIMES} of them, in order. */
export function dueTimes(schedule: string, after: Date, until: Date): Date[] {
  const times = cron(schedule);
  const first = times.nextRun(after);
  if (!first || first > until) return [];
  // Croner looks back from before the time it is given.
  const end = new Date(until.getTime() + 1_000);
  return times
    .previousRuns(MOST_DUE_TIMES + 1, end)
    .filter((time) => time > after && time <= until)
    .reverse()
    .slice(-MOST_DUE_TIMES);
}

function cron(schedule: string): Cron {
  return new Cron(schedule, { timezone: 'UTC', mode: '5-or-6-parts', paused: true });
}
