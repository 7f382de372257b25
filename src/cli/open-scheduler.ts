import type { Database } from '../database/database.ts';
import type { Logger } from '../log.ts';
import { OWN_COMMAND } from '../schedule/own-command.ts';
import type { JobLine } from '../schedule/run-job.ts';
import type { ScheduledJob } from '../schedule/scheduled-job.ts';
import { Scheduler } from '../schedule/scheduler.ts';

/** What a command knows of the schedule that it keeps. */
export interface SchedulerParts {
  jobs: readonly ScheduledJob[];
  database: Database;
  log: Logger;
  /** What jobs write is passed on as JSON objects, one to a line. */
  json: boolean;
}

/** A scheduler that passes on what its jobs write, each line with the job's name, to the same stream of this process. */
export function openScheduler({ json, ...parts }: SchedulerParts): Scheduler {
  const onOutput = ({ job, stream, line }: JobLine) => {
    process[stream].write(json ? `${JSON.stringify({ job, stream, line })}\n` : `[${job}] ${line}\n`);
  };
  return new Scheduler({ ...parts, goldsmith: OWN_COMMAND, onOutput });
}
