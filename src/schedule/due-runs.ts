import { dueTimes, nextTimes } from './cron-times.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** A job at a time that it is due. */
export interface DueRun {
  job: ScheduledJob;
  at: Date;
}

/** When a job is due next. */
export interface NextRuns {
  job: ScheduledJob;
  times: Date[];
}

/**
 * What is due in the span after `after`, up to and with `until`, by time and then as the file has it. Spans that follow one
 * another neither lose nor double a run, however long each is (but see `MOST_DUE_TIMES`).
 */
export function dueRuns(jobs: readonly ScheduledJob[], after: Date, until: Date): DueRun[] {
  return jobs
    .flatMap((job) => dueTimes(job.schedule, after, until).map((at) => ({ job, at })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The next times of each job, for people to see. */
export function nextRuns(jobs: readonly ScheduledJob[], now: Date, count: number): NextRuns[] {
  return jobs.map((job) => ({ job, times: nextTimes(job.schedule, now, count) }));
}

/**
 * How late a run may start, milliseconds, while its scheduler runs: a database that is restarted, or a machine that sleeps
 * for a moment, costs no night; one that was away until morning does, unless the job asks to be caught up on.
 */
export const START_WITHIN_MS = 15 * 60_000;

/** Whether it is too late to start a run. */
export function isTooLate({ job, at }: DueRun, now: Date): boolean {
  return !job.catchUp && now.getTime() - at.getTime() > START_WITHIN_MS;
}
