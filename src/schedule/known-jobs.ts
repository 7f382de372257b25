import type { Queryable } from '../database/database.ts';
import { nextTimes } from './cron-times.ts';

/** A scheduler that has not said for so long that it keeps a job keeps it no more; it says so every minute. */
const SEEN_WITHIN = '5 minutes';

/** A job that a scheduler on this database keeps, and when it is due next. */
export interface KnownJob {
  job: string;
  /** The cron expression, UTC. */
  schedule: string;
  /** ISO 8601. */
  next: string;
}

/**
 * The jobs that schedulers on this database keep, by when they are due next.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readKnownJobs(database: Queryable, now: Date): Promise<KnownJob[]> {
  const rows = await database.query<{ job: string; schedule: string }>(
    `SELECT job, schedule FROM scheduled_jobs WHERE seen_at > now() - INTERVAL '${SEEN_WITHIN}'`,
  );
  return rows
    .flatMap(({ job, schedule }) =>
      nextTimes(schedule, now, 1).map((at) => ({ job, schedule, next: at.toISOString() })),
    )
    .sort((a, b) => a.next.localeCompare(b.next) || a.job.localeCompare(b.job));
}

/** A job in words: "llama_nightly_worker at 2026-10-13 03:00 UTC". */
export function describeKnownJob({ job, next }: KnownJob): string {
  // A job of six fields may be due within a minute.
  const toSeconds = next.slice(17, 19) !== '00';
  return `${job} at ${next.slice(0, toSeconds ? 19 : 16).replace('T', ' ')} UTC`;
}
