import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database, DatabaseLock } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { redactPersonalData } from '../mining/redact.ts';
import type { DueRun } from './due-runs.ts';
import { HOLD_TIMES } from './hold-times.ts';
import type { ProcessEnd } from './run-process.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** A run that this scheduler, and nobody else, is to do. */
export interface ClaimedRun extends DueRun {
  id: string;
  /** Held while it runs: one run of a job at a time, among all schedulers. A server that is restarted loses it. */
  lock: DatabaseLock;
  /** When its row last said that it runs, at the earliest; `performance.now()`. */
  heardAt: number;
}

/**
 * What came of trying to claim a run; `undecided`: another scheduler is about to decide about it, or has just ended one. `lost` are
 * the due times of the job's runs that were found to have lost their scheduler.
 */
export type Claim = { lost: Date[] } & (
  | { outcome: 'claimed'; run: ClaimedRun }
  | { outcome: 'taken' | 'skipped' | 'undecided' }
);

/** A run that did not happen. */
export interface OmittedRun extends DueRun {
  status: 'skipped' | 'missed';
  reason: string;
}

const LOST = 'its scheduler ended while it ran';
const RUNS_ELSEWHERE = 'its earlier run was still running';

/** Ledger rows are kept for so long. */
const KEEP = '90 days';

/**
 * The runs of jobs in the tables `scheduled_jobs` and `job_runs`, by which schedulers on one database share the work: a run is
 * whose row it is. A row that says "running" is true while somebody holds the job's lock, or has said of late that he runs it
 * (`hold-times.ts`): a lock alone goes with its connection.
 */
export class JobRunLedger {
  readonly #database: Database;
  /** Tells this scheduler's rows from those of another on the same machine, or of the one before it. */
  readonly #id = randomUUID();
  readonly #silenceMs: number;

  /** @param silenceMs after so long without a word of it a run whose lock nobody holds is taken to have lost its scheduler. */
  constructor(database: Database, silenceMs: number = HOLD_TIMES.silenceMs) {
    this.#database = database;
    this.#silenceMs = silenceMs;
  }

  /**
   * Makes a job known.
   * @param now since when, where it is new or has another schedule.
   * @returns up to when every due time of it is accounted for.
   */
  async register(job: ScheduledJob, now: Date): Promise<Date> {
    const [{ accounted_until }] = await this.#database.query<{ accounted_until: Date }>(
      `INSERT INTO scheduled_jobs AS known (job, schedule, known_since) VALUES ($1, $2, $3)
       ON CONFLICT (job) DO UPDATE SET schedule = excluded.schedule, seen_at = clock_timestamp(),
         known_since = CASE WHEN known.schedule = excluded.schedule THEN known.known_since ELSE excluded.known_since END
       RETURNING GREATEST(known_since, (SELECT max(scheduled_at) FROM job_runs r WHERE r.job = known.job)) AS accounted_until`,
      [job.name, job.schedule, now],
    );
    return accounted_until;
  }

  /** Says that a scheduler keeps these jobs, and forgets those that none has kept for long: another file, another scheduler may be back tomorrow. */
  async keep(jobs: readonly ScheduledJob[]): Promise<void> {
    await this.#database.query('UPDATE scheduled_jobs SET seen_at = clock_timestamp() WHERE job = ANY ($1)', [
      jobs.map(({ name }) => name),
    ]);
    await this.#database.query(`DELETE FROM scheduled_jobs WHERE seen_at < clock_timestamp() - INTERVAL '${KEEP}'`);
  }

  /** Marks the runs of a job that a scheduler left behind when it died. Returns their due times. */
  async markLost(job: ScheduledJob, now: Date): Promise<Date[]> {
    if ((await this.#running(job)).length === 0) return [];
    const lock = await this.#database.tryLock(lockOf(job));
    if (!lock) return [];
    try {
      return await this.#markLost(job, now);
    } finally {
      await lock.release();
    }
  }

  /**
   * Tries to become the one who does a run. A scheduler that was cut off from the answer may ask again: a row that says that it
   * runs this, while it asks for it, is of a run that never began.
   */
  async claim(due: DueRun, now: Date): Promise<Claim> {
    const lock = await this.#database.tryLock(lockOf(due.job));
    if (!lock) return { outcome: await this.#whyLocked(due), lost: [] };
    let isClaimed = false;
    try {
      const lost = await this.#markLost(due.job, now, due.at);
      if (await this.#runsElsewhere(due.job)) return { outcome: await this.#skip(due), lost };
      const heardAt = performance.now();
      const [row] = await this.#database.query<{ id: string }>(
        `INSERT INTO job_runs AS run (job, scheduled_at, status, started_at, seen_at, scheduler, host, pid)
         VALUES ($1, $2, 'running', $3, clock_timestamp(), $4, $5, $6)
         ON CONFLICT (job, scheduled_at) DO UPDATE SET status = 'running', started_at = excluded.started_at, reason = NULL,
           seen_at = excluded.seen_at, scheduler = excluded.scheduler, host = excluded.host, pid = excluded.pid
           WHERE run.status = 'missed' OR (run.status = 'running' AND run.scheduler = excluded.scheduler)
         RETURNING id`,
        [due.job.name, due.at, now, this.#id, hostname(), process.pid],
      );
      if (!row) return { outcome: 'taken', lost };
      isClaimed = true;
      return { outcome: 'claimed', run: { ...due, id: row.id, lock, heardAt }, lost };
    } finally {
      if (!isClaimed) await lock.release();
    }
  }

  /**
   * Says that a run still runs, and takes its lock again where it was lost.
   * @returns false where it counts as lost already: nobody else may find it running.
   * @throws GoldsmithError `database-unavailable`.
   */
  async holdOn(run: ClaimedRun): Promise<boolean> {
    const heardAt = performance.now();
    const rows = await this.#database.query(
      `UPDATE job_runs SET seen_at = clock_timestamp() WHERE id = $1 AND status = 'running' AND scheduler = $2 RETURNING 1`,
      [run.id, this.#id],
    );
    if (rows.length === 0) return false;
    run.heardAt = heardAt;
    // While it is held, this scheduler is refused it like any other.
    run.lock = (await this.#database.tryLock(lockOf(run.job))) ?? run.lock;
    return true;
  }

  /**
   * Records runs that did not happen.
   * @returns those that no other scheduler has a row for.
   */
  async omit(runs: readonly OmittedRun[]): Promise<OmittedRun[]> {
    if (runs.length === 0) return [];
    const rows = await this.#database.query<{ index: number }>(
      `WITH omitted AS (
         SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) WITH ORDINALITY AS t (job, at, status, reason, index)),
       inserted AS (
         INSERT INTO job_runs (job, scheduled_at, status, reason) SELECT job, at, status, reason FROM omitted
         ON CONFLICT (job, scheduled_at) DO NOTHING RETURNING job, scheduled_at)
       SELECT index::int FROM omitted JOIN inserted ON inserted.job = omitted.job AND inserted.scheduled_at = omitted.at ORDER BY index`,
      [
        runs.map(({ job }) => job.name),
        runs.map(({ at }) => at),
        runs.map(({ status }) => status),
        runs.map(({ reason }) => reason),
      ],
    );
    return rows.map(({ index }) => runs[index - 1]);
  }

  /**
   * Records how a run ended.
   * @param errorOutput the end of what it wrote to standard error.
   */
  async finish(run: ClaimedRun, end: ProcessEnd, errorOutput: string, now: Date): Promise<void> {
    const told = end.status === 'success' ? '' : redactPersonalData(storableText(errorOutput));
    await this.#database.query(
      `UPDATE job_runs SET status = $2, ended_at = $3, exit_code = $4, signal = $5, reason = $6, error_output = NULLIF($7, '')
       WHERE id = $1`,
      [run.id, end.status, now, end.exitCode ?? null, end.endSignal ?? null, end.reason ?? null, told],
    );
    await this.#database.query(
      `DELETE FROM job_runs WHERE job = $1 AND scheduled_at < $2::timestamptz - INTERVAL '${KEEP}'`,
      [run.job.name, run.at],
    );
  }

  /** Of a job that somebody else holds the lock of. */
  async #whyLocked(due: DueRun): Promise<'taken' | 'skipped' | 'undecided'> {
    const [row] = await this.#database.query(
      `SELECT 1 FROM job_runs WHERE job = $1 AND scheduled_at = $2 AND status <> 'missed'`,
      [due.job.name, due.at],
    );
    if (row) return 'taken';
    if ((await this.#running(due.job)).length === 0) return 'undecided';
    return this.#skip(due);
  }

  async #skip(due: DueRun): Promise<'taken' | 'skipped'> {
    const omitted = await this.omit([{ ...due, status: 'skipped', reason: RUNS_ELSEWHERE }]);
    return omitted.length > 0 ? 'skipped' : 'taken';
  }

  #running(job: ScheduledJob): Promise<object[]> {
    return this.#database.query(`SELECT 1 FROM job_runs WHERE job = $1 AND status = 'running'`, [job.name]);
  }

  /** Whether another scheduler has said of late that it runs a job. */
  async #runsElsewhere(job: ScheduledJob): Promise<boolean> {
    const rows = await this.#database.query(
      `SELECT 1 FROM job_runs WHERE job = $1 AND status = 'running' AND scheduler IS DISTINCT FROM $2`,
      [job.name, this.#id],
    );
    return rows.length > 0;
  }

  /**
   * Of a job whose lock this scheduler holds: what it runs itself it does not ask about, so its own rows are of runs that never began.
   * @param claimed a due time that is just being claimed: this scheduler's own row of it is not lost.
   */
  async #markLost(job: ScheduledJob, now: Date, claimed?: Date): Promise<Date[]> {
    const rows = await this.#database.query<{ scheduled_at: Date }>(
      `UPDATE job_runs SET status = 'lost', ended_at = $2, reason = $3 WHERE job = $1 AND status = 'running'
         AND (scheduled_at = $4 AND scheduler = $5) IS NOT TRUE
         AND (scheduler IS DISTINCT FROM $5 AND seen_at > clock_timestamp() - make_interval(secs => $6)) IS NOT TRUE
       RETURNING scheduled_at`,
      [job.name, now, LOST, claimed ?? null, this.#id, this.#silenceMs / 1_000],
    );
    return rows.map((row) => row.scheduled_at);
  }
}

function lockOf(job: ScheduledJob): string {
  return `job-${job.name}`;
}
