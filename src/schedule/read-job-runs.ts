import type { Queryable } from '../database/database.ts';

/** What became of a job at a time that it was due. */
export type JobRunStatus = 'running' | 'success' | 'failed' | 'timeout' | 'stopped' | 'lost' | 'skipped' | 'missed';

/** A row of `job_runs`. */
export interface JobRun {
  job: string;
  scheduledAt: Date;
  status: JobRunStatus;
  startedAt: Date | null;
  endedAt: Date | null;
  exitCode: number | null;
  /** The signal that ended its process. */
  signal: string | null;
  /** Why it did not run or did not succeed. */
  reason: string | null;
}

/**
 * The last runs of each job, newest first, jobs in the order of their names.
 * @param count how many of each job.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readJobRuns(database: Queryable, count: number): Promise<JobRun[]> {
  return database.query<JobRun>(
    `SELECT run.job, scheduled_at AS "scheduledAt", status, started_at AS "startedAt", ended_at AS "endedAt",
       exit_code AS "exitCode", signal, reason
     FROM scheduled_jobs known CROSS JOIN LATERAL (
       SELECT * FROM job_runs r WHERE r.job = known.job ORDER BY scheduled_at DESC LIMIT $1) run
     ORDER BY run.job, scheduled_at DESC`,
    [count],
  );
}
