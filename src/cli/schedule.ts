import { StartupMigration } from '../database/startup-migration.ts';
import { GoldsmithError } from '../errors.ts';
import { nextRuns } from '../schedule/due-runs.ts';
import { joinCommand } from '../schedule/join-command.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import type { ScheduledJob } from '../schedule/scheduled-job.ts';
import { openScheduler } from './open-scheduler.ts';
import type { CommonOptions } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { withDatabase } from './with-database.ts';

/** The options of `goldsmith schedule`. */
export interface ScheduleOptions extends CommonOptions {
  file: string;
  list?: boolean;
}

/** So many next times of each job are listed. */
const LISTED = 5;

/** `goldsmith schedule`: runs the jobs of a cron file until it is told to stop, or lists when they are due. */
export async function scheduleCommand(options: ScheduleOptions): Promise<void> {
  const jobs = await readSchedule(options.file);
  if (options.list) return list(jobs, new Terminal(options.json ?? false));
  await withDatabase(options, { migrated: false }, async ({ database, log, signal }) => {
    const scheduler = openScheduler({ jobs, database, log, json: options.json ?? false });
    const migration = new StartupMigration(database, log);
    try {
      await migration.start();
      // Where the tables of the schedule are missing nothing could be run, ever.
      if (migration.current.state === 'failed') throw new GoldsmithError('migration-failed', migration.current.reason);
      log.info({ file: options.file, jobs: jobs.map(({ name }) => name) }, 'the schedule is kept');
      await scheduler.run(signal);
    } finally {
      migration.stop();
    }
  });
}

function list(jobs: readonly ScheduledJob[], terminal: Terminal): void {
  const listed = nextRuns(jobs, new Date(), LISTED).map(({ job, times }) => ({
    job: job.name,
    schedule: job.schedule,
    command: job.words,
    timeout: job.timeout,
    catch_up: job.catchUp,
    next: times.map((time) => time.toISOString()),
  }));
  terminal.result(
    { jobs: listed },
    listed
      .map(({ job, schedule, command, timeout, catch_up, next }) =>
        [
          `${job}  (${schedule})  ${joinCommand(command)}`,
          `  ends after ${timeout} s at the latest; missed runs are ${catch_up ? 'run once' : 'reported'}`,
          ...next.map((time) => `  ${time.replace('T', ' ').replace('.000Z', ' UTC')}`),
        ].join('\n'),
      )
      .join('\n\n'),
  );
}
