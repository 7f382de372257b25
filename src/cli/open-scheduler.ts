import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log.ts';
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

/** This very installation: in a checkout, built, and as an installed package alike. */
const GOLDSMITH = [
  process.execPath,
  ...process.execArgv,
  fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url)),
];

/** A scheduler that passes on what its jobs write, each line with the job's name, to the same stream of this process. */
export function openScheduler({ json, ...parts }: SchedulerParts): Scheduler {
  const onOutput = ({ job, stream, line }: JobLine) => {
    process[stream].write(json ? `${JSON.stringify({ job, stream, line })}\n` : `[${job}] ${line}\n`);
  };
  return new Scheduler({ ...parts, goldsmith: GOLDSMITH, onOutput });
}
