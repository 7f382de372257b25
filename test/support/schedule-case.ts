import { pino } from 'pino';
import type { Database } from '../../src/database/database.ts';
import type { Logger } from '../../src/log.ts';
import type { HoldTimes } from '../../src/schedule/hold-times.ts';
import { type JobRun, readJobRuns } from '../../src/schedule/read-job-runs.ts';
import type { ScheduledJob } from '../../src/schedule/scheduled-job.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';

/** A log that keeps what it is told. */
export function keptLog(): { log: Logger; messages: () => string[]; entries: Record<string, unknown>[] } {
  const entries: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => entries.push(JSON.parse(line)) });
  return { log, entries, messages: () => entries.map(({ msg }) => String(msg)) };
}

/** A clock that stands until it is set. */
export class SetClock {
  time: Date;

  constructor(time: string) {
    this.time = new Date(time);
  }

  readonly now = (): Date => this.time;
}

/** A scheduler under a clock of the test's own, told to look when the test says so. */
export class WatchedScheduler {
  readonly clock: SetClock;
  readonly lines: string[] = [];
  readonly kept = keptLog();
  readonly scheduler: Scheduler;
  readonly #stop = new AbortController();

  constructor(database: Database, jobs: ScheduledJob[], clock: SetClock, holdTimes?: HoldTimes) {
    this.clock = clock;
    this.scheduler = new Scheduler({
      ...{ database, jobs, log: this.kept.log, now: clock.now, graceMs: 100, holdTimes },
      goldsmith: ['echo', 'goldsmith'],
      onOutput: ({ job, line }) => this.lines.push(`${job}: ${line}`),
    });
  }

  /** Sets the clock, looks, and waits for the end of what was started. */
  async lookAt(time: string): Promise<void> {
    await this.beginAt(time);
    await this.scheduler.idle();
  }

  /** Sets the clock and looks. */
  async beginAt(time: string): Promise<void> {
    this.clock.time = new Date(time);
    await this.scheduler.look(this.#stop.signal);
  }

  /** Ends what it runs. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.scheduler.idle();
  }
}

/** Times with which a scheduler that cannot reach the database ends what it runs after 0.4 s. */
export const IMPATIENT: HoldTimes = { silenceMs: 2_600, sayEveryMs: 100 };

/** The runs of a job, oldest first, as `02-29T03:00 success`. */
export async function runsOf(database: Database, job: string): Promise<string[]> {
  const runs = await readJobRuns(database, 1_000);
  return runs
    .filter((run) => run.job === job)
    .reverse()
    .map((run: JobRun) => `${run.scheduledAt.toISOString().slice(5, 16)} ${run.status}`);
}

/** As if nothing had been heard of what runs for longer than a scheduler that lives is silent. */
export async function ageRuns(database: Database): Promise<void> {
  await database.query(`UPDATE job_runs SET seen_at = seen_at - INTERVAL '91 seconds' WHERE status = 'running'`);
}
