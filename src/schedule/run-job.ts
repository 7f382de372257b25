import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ClaimedRun, JobRunLedger } from './job-run-ledger.ts';
import { type ProcessEnd, runProcess } from './run-process.ts';

/** A line that a job wrote. */
export interface JobLine {
  job: string;
  stream: 'stdout' | 'stderr';
  line: string;
}

/** What running a job needs. */
export interface JobRunParts {
  ledger: JobRunLedger;
  log: Logger;
  /** The command and arguments that start this installation of Goldsmith, in place of a job's word `goldsmith`. */
  goldsmith: readonly string[];
  onOutput: (line: JobLine) => void;
  now: () => Date;
  graceMs: number;
}

/** So many lines of standard error are kept of a run that fails. */
const KEPT_LINES = 5;
const RECORD_AGAIN_MS = 2_000;
const HOLD_ON_MS = 10_000;

/** Does a claimed run and records how it ended. Never throws. */
export async function runJob(run: ClaimedRun, parts: JobRunParts, signal: AbortSignal): Promise<void> {
  const { log, now } = parts;
  const told = { job: run.job.name, scheduledAt: run.at };
  const startedAt = now();
  const errorLines: string[] = [];
  log.info(told, 'job started');
  const letGo = holdOn(run, parts.ledger);
  const end = await runProcess(wordsOf(run, parts.goldsmith), {
    timeoutMs: run.job.timeout * 1_000,
    graceMs: parts.graceMs,
    signal,
    onLine: (stream, line) => {
      parts.onOutput({ job: run.job.name, stream, line });
      if (stream === 'stderr') errorLines.splice(0, errorLines.push(line) - KEPT_LINES);
    },
  });
  const seconds = Math.round((now().getTime() - startedAt.getTime()) / 100) / 10;
  log[end.status === 'success' ? 'info' : 'warn']({ ...told, ...end, seconds }, 'job ended');
  await record(run, end, errorLines.join('\n'), parts, signal);
  await letGo();
  await run.lock
    .release()
    .catch((error: unknown) => log.warn({ ...told, reason: messageOf(error) }, 'lock not let go'));
}

/**
 * Keeps a run's lock over restarts of the database.
 * @returns what ends that; afterwards the lock is nobody else's to change.
 */
function holdOn(run: ClaimedRun, ledger: JobRunLedger): () => Promise<void> {
  let holding: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A database that is away has let go of the lock, and is asked again.
    holding ??= ledger
      .holdOn(run)
      .catch(() => undefined)
      .finally(() => {
        holding = undefined;
      });
  }, HOLD_ON_MS).unref();
  return async () => {
    clearInterval(timer);
    await holding;
  };
}

function wordsOf({ job }: ClaimedRun, goldsmith: readonly string[]): string[] {
  const [command, ...rest] = job.words;
  return command === 'goldsmith' ? [...goldsmith, ...rest] : [command, ...rest];
}

/** Tries until it is recorded, or once where the scheduler stops: then the next start finds the run lost. */
async function record(
  run: ClaimedRun,
  end: ProcessEnd,
  errorOutput: string,
  { ledger, log, now }: JobRunParts,
  signal: AbortSignal,
): Promise<void> {
  const endedAt = now();
  for (;;) {
    const isLast = signal.aborted;
    try {
      await ledger.finish(run, end, errorOutput, endedAt);
      return;
    } catch (error) {
      log.warn({ job: run.job.name, reason: messageOf(error) }, 'the end of a job is not recorded yet');
      if (isLast) return;
      await pause(RECORD_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
