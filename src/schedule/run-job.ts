import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { HOLD_TIMES, type HoldTimes, patienceMs } from './hold-times.ts';
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
  /** Those of the ledger; the usual ones unless set. */
  holdTimes?: HoldTimes;
}

/** So many lines of standard error are kept of a run that fails. */
const KEPT_LINES = 5;
const RECORD_AGAIN_MS = 2_000;

const UNHEARD = 'ended, as its scheduler could not reach the database and others would have taken it to be lost';

/** Does a claimed run and records how it ended. Never throws. */
export async function runJob(run: ClaimedRun, parts: JobRunParts, signal: AbortSignal): Promise<void> {
  const { log, now } = parts;
  const told = { job: run.job.name, scheduledAt: run.at };
  const startedAt = now();
  const errorLines: string[] = [];
  log.info(told, 'job started');
  const held = holdOn(run, parts);
  const came = await runProcess(wordsOf(run, parts.goldsmith), {
    timeoutMs: run.job.timeout * 1_000,
    graceMs: parts.graceMs,
    signal: AbortSignal.any([signal, held.lost]),
    onLine: (stream, line) => {
      parts.onOutput({ job: run.job.name, stream, line });
      if (stream === 'stderr') errorLines.splice(0, errorLines.push(line) - KEPT_LINES);
    },
  });
  const isLost = came.status === 'stopped' && !signal.aborted;
  const end = isLost ? { ...came, reason: UNHEARD } : came;
  const seconds = Math.round((now().getTime() - startedAt.getTime()) / 100) / 10;
  log[end.status === 'success' ? 'info' : 'warn']({ ...told, ...end, seconds }, 'job ended');
  await record(run, end, errorLines.join('\n'), parts, signal);
  await held.release();
  await run.lock
    .release()
    .catch((error: unknown) => log.warn({ ...told, reason: messageOf(error) }, 'lock not let go'));
}

/** A run that others are told of. */
interface HeldRun {
  /** Aborted when others may soon take the run to be lost: it must not go on. */
  lost: AbortSignal;
  /** Ends it; afterwards the lock is nobody else's to change. */
  release: () => Promise<void>;
}

/** Says again and again that a run still runs, and keeps its lock over restarts of the database. */
function holdOn(run: ClaimedRun, { ledger, graceMs, holdTimes = HOLD_TIMES }: JobRunParts): HeldRun {
  const lost = new AbortController();
  let holding: Promise<void> | undefined;
  const hold = async () => {
    // A database that is away is asked again.
    const isHeld = await ledger.holdOn(run).catch(() => true);
    if (!isHeld) lost.abort();
  };
  const timer = setInterval(() => {
    if (performance.now() - run.heardAt > patienceMs(holdTimes, graceMs)) lost.abort();
    holding ??= hold().finally(() => {
      holding = undefined;
    });
  }, holdTimes.sayEveryMs).unref();
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      await holding;
    },
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
