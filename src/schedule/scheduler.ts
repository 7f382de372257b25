import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type DueRun, dueRuns, isTooLate, START_WITHIN_MS } from './due-runs.ts';
import { JobRunLedger, type OmittedRun } from './job-run-ledger.ts';
import { type JobRunParts, runJob } from './run-job.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** What a {@link Scheduler} is made of. */
export interface SchedulerOptions extends Pick<JobRunParts, 'goldsmith' | 'onOutput' | 'holdTimes'> {
  jobs: readonly ScheduledJob[];
  database: Database;
  log: Logger;
  /** The time; for tests. */
  now?: () => Date;
  /** How long a job has to end by itself from SIGTERM on, milliseconds. Below the ten seconds that containers give. */
  graceMs?: number;
}

const GRACE_MS = 8_000;

/** Once all processes have ended, recording how they did may take so long. */
const RECORD_MS = 5_000;

/** So many runs that did not happen wait to be recorded while the database is away; older ones are dropped. */
const MOST_UNRECORDED = 1_000;

const LOOK_FOR_LOST_MS = 10_000;
const SAY_KEPT_MS = 60_000;

const DOWN = 'no scheduler was running';
const STILL_RUNS = 'its earlier run was still running';
const TOO_LATE = `it could not be started within ${START_WITHIN_MS / 60_000} minutes`;
const OVERTAKEN = 'its next run was due before it could be started';

/**
 * Runs jobs when they are due. Every second it looks at what has come due since it last looked, so that a late timer, a machine
 * that slept and a clock that was set lose nothing; that nothing is run twice, by this scheduler or another, is the ledger's part.
 */
export class Scheduler {
  readonly #jobs: readonly ScheduledJob[];
  readonly #log: Logger;
  readonly #parts: JobRunParts;
  readonly #now: () => Date;
  readonly #ledger: JobRunLedger;
  readonly #startedAt: Date;
  #lookedUntil: Date;
  #lookedForLost: Date;
  #saidKept: Date;
  /** Jobs whose earlier due times have been accounted for. */
  readonly #known = new Set<string>();
  /** What is to be started, by job. */
  readonly #waiting = new Map<string, DueRun>();
  readonly #running = new Map<string, Promise<void>>();
  #unrecorded: OmittedRun[] = [];
  /** What was last said of a database that is away. */
  #trouble: string | undefined;

  constructor({ jobs, database, log, goldsmith, onOutput, holdTimes, now, graceMs = GRACE_MS }: SchedulerOptions) {
    this.#jobs = jobs;
    this.#log = log;
    this.#now = now ?? (() => new Date());
    this.#ledger = new JobRunLedger(database, holdTimes?.silenceMs);
    this.#parts = { ledger: this.#ledger, log, goldsmith, onOutput, holdTimes, now: this.#now, graceMs };
    this.#startedAt = this.#now();
    this.#lookedUntil = this.#startedAt;
    this.#lookedForLost = this.#startedAt;
    this.#saidKept = this.#startedAt;
  }

  /** Runs what is due until it is told to stop; then ends what runs, and resolves when that has ended. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    // What runs is ended by the signal; a database that does not answer then is not waited for any longer.
    const { graceMs } = this.#parts;
    await Promise.race([this.#keepLooking(signal), afterAbort(signal, graceMs)]);
    await Promise.race([this.idle(), afterAbort(signal, graceMs + RECORD_MS)]);
  }

  /** Resolves when none of its jobs runs. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #keepLooking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(signal);
      await untilNextSecond(signal);
    }
  }

  /** Looks once at what has come due. Resolves when that was started or left. Never throws. */
  async look(signal: AbortSignal): Promise<void> {
    this.#collect(this.#now());
    try {
      for (const job of this.#jobs) if (!this.#known.has(job.name)) await this.#getToKnow(job);
      await this.#sayKept();
      await this.#recordOmitted();
      await this.#lookForLost();
      const tries = await Promise.allSettled([...this.#waiting.values()].map((due) => this.#tryToStart(due, signal)));
      const failed = tries.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      if (this.#trouble) this.#log.info('the schedule goes on: the database answers again');
      this.#trouble = undefined;
    } catch (error) {
      this.#tellTrouble(error);
    }
  }

  /** Sorts what has come due since the last time into what is to be started and what is not. */
  #collect(now: Date): void {
    if (now < this.#lookedUntil) this.#log.warn({ from: this.#lookedUntil, to: now }, 'the clock was set back');
    const due = dueRuns(this.#jobs, this.#lookedUntil, now);
    this.#lookedUntil = now;
    for (const run of due) {
      if (this.#running.has(run.job.name)) this.#omit(run, 'skipped', STILL_RUNS);
      else this.#await(run);
    }
  }

  /** Of several runs of a job that wait, the latest is to be started. */
  #await(run: DueRun): void {
    const overtaken = this.#waiting.get(run.job.name);
    if (overtaken) this.#omit(overtaken, 'missed', OVERTAKEN);
    this.#waiting.set(run.job.name, run);
  }

  /** Accounts for what a job was due for, and what it was doing, before this scheduler started. */
  async #getToKnow(job: ScheduledJob): Promise<void> {
    const accountedUntil = await this.#ledger.register(job, this.#startedAt);
    for (const at of await this.#ledger.markLost(job, this.#now())) this.#tellLost(job, at);
    const missed = dueRuns([job], accountedUntil, this.#startedAt);
    const last = job.catchUp && !this.#waiting.has(job.name) ? missed.pop() : undefined;
    for (const run of missed) this.#omit(run, 'missed', DOWN);
    if (last) this.#waiting.set(job.name, last);
    this.#known.add(job.name);
    if (last) this.#log.info({ job: job.name, scheduledAt: last.at }, 'a missed run is caught up on');
  }

  async #sayKept(): Promise<void> {
    const now = this.#now();
    if (Math.abs(now.getTime() - this.#saidKept.getTime()) < SAY_KEPT_MS) return;
    await this.#ledger.keep(this.#jobs);
    this.#saidKept = now;
  }

  /** Finds the runs of schedulers that have died, some time after they did. */
  async #lookForLost(): Promise<void> {
    const now = this.#now();
    if (Math.abs(now.getTime() - this.#lookedForLost.getTime()) < LOOK_FOR_LOST_MS) return;
    this.#lookedForLost = now;
    for (const job of this.#jobs) {
      if (this.#running.has(job.name)) continue;
      for (const at of await this.#ledger.markLost(job, now)) this.#tellLost(job, at);
    }
  }

  #omit(run: DueRun, status: OmittedRun['status'], reason: string): void {
    this.#unrecorded = [...this.#unrecorded, { ...run, status, reason }].slice(-MOST_UNRECORDED);
  }

  /** Records what did not run, and tells of what no other scheduler ran. */
  async #recordOmitted(): Promise<void> {
    const runs = this.#unrecorded;
    const told = await this.#ledger.omit(runs);
    this.#unrecorded = this.#unrecorded.filter((run) => !runs.includes(run));
    this.#tellOmitted(told);
  }

  async #tryToStart(due: DueRun, signal: AbortSignal): Promise<void> {
    const { job, at } = due;
    if (isTooLate(due, this.#now())) {
      this.#waiting.delete(job.name);
      this.#omit(due, 'missed', TOO_LATE);
      return this.#recordOmitted();
    }
    const claim = await this.#ledger.claim(due, this.#now());
    // What is undecided now will be known in a second.
    if (claim.outcome !== 'undecided') this.#waiting.delete(job.name);
    if (claim.outcome === 'skipped') this.#tellOmitted([{ ...due, status: 'skipped', reason: STILL_RUNS }]);
    for (const lost of claim.lost) this.#tellLost(job, lost);
    if (claim.outcome !== 'claimed') return;
    const late = Math.round((this.#now().getTime() - at.getTime()) / 1_000);
    if (late > 60) this.#log.warn({ job: job.name, scheduledAt: at, seconds: late }, 'a job starts late');
    const running = runJob(claim.run, this.#parts, signal).finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, running);
  }

  /** A line for each job and reason: after a weekend away a job of every minute has missed many. */
  #tellOmitted(runs: readonly OmittedRun[]): void {
    for (const [first, ...more] of Map.groupBy(runs, (run) => `${run.job.name} ${run.reason}`).values()) {
      const { job, status, reason } = first;
      const runs = { runs: 1 + more.length, first: first.at, last: more.at(-1)?.at ?? first.at };
      this.#log.warn({ job: job.name, ...runs, reason }, status === 'skipped' ? 'job skipped' : 'job missed');
    }
  }

  #tellLost(job: ScheduledJob, at: Date): void {
    this.#log.warn(
      { job: job.name, scheduledAt: at },
      'a scheduler ended while this job ran; how it went is not known',
    );
  }

  /** Once for each trouble, and once more when a job begins to wait for its end. */
  #tellTrouble(error: unknown): void {
    const waiting = [...this.#waiting.keys()];
    const reason = messageOf(error);
    const trouble = JSON.stringify([reason, waiting]);
    if (trouble !== this.#trouble)
      this.#log.error({ reason, waiting }, 'the schedule cannot be kept: what is due waits for the database');
    this.#trouble = trouble;
  }
}

async function afterAbort(signal: AbortSignal, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  await promise;
  await pause(ms, undefined, { ref: false });
}

/** Cron knows no less than a second. A short timer cannot go far wrong where a long one may, over a sleep above all. */
async function untilNextSecond(signal: AbortSignal): Promise<void> {
  await pause(1_000 - (Date.now() % 1_000) + 5, undefined, { signal }).catch(() => undefined);
}
