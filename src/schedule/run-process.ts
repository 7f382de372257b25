import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { tellLines } from './output-lines.ts';
import { endProcessGroup, startGuard } from './process-group.ts';

/** How a process is run. */
export interface ProcessOptions {
  /** How long it may run, milliseconds. */
  timeoutMs: number;
  /** How long its processes have to end by themselves, from SIGTERM on, milliseconds. */
  graceMs: number;
  /** Ends it. */
  signal: AbortSignal;
  /** Its environment; without it, this process's own. */
  env?: Record<string, string | undefined>;
  /** Is told each line that it writes. */
  onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** What a process came to. */
export interface ProcessEnd {
  /** `stopped`: by the signal. */
  status: 'success' | 'failed' | 'timeout' | 'stopped';
  /** Undefined where a signal ended it, or where it never ran. */
  exitCode?: number;
  endSignal?: NodeJS.Signals;
  /** Why it did not succeed. */
  reason?: string;
}

const STOPPED = 'ended with its scheduler, which was stopped';

/** What still holds a process's output open after the end of its group, such as a service that it started, is waited for so long. */
const OUTPUT_MS = 500;

/**
 * Runs a command to its end, as the first of a process group of its own. With the command its whole group ends: what it leaves
 * running is ended too.
 * @param words the command and its arguments.
 * @returns how it ended, also where it could not be started.
 */
export async function runProcess(words: readonly string[], options: ProcessOptions): Promise<ProcessEnd> {
  if (options.signal.aborted) return { status: 'stopped', reason: STOPPED };
  const guard = startGuard(options.graceMs);
  const { env } = options;
  const child = spawn(words[0], words.slice(1), { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  const leader = child.pid;
  if (leader !== undefined) guard.guard(leader);
  const told = Promise.all(
    (['stdout', 'stderr'] as const).map((name) => tellLines(child[name], (line) => options.onLine(name, line))),
  );
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  exit.catch(() => undefined); // Told below.
  if (leader === undefined) {
    guard.callOff();
    return notStarted(words[0], await exit.then(() => undefined, messageOf));
  }

  const { ended, cause } = await untilExit(leader, exit, options);
  guard.callOff();
  await Promise.race([told, pause(OUTPUT_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return describeEnd(ended, cause, options);
}

/** Waits for a process's end, and brings it about where it takes too long or is told to. */
async function untilExit(
  leader: number,
  exit: Promise<[number | null, NodeJS.Signals | null]>,
  { timeoutMs, graceMs, signal }: ProcessOptions,
) {
  let cause: 'timeout' | 'stopped' | undefined;
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= endProcessGroup(leader, graceMs);
    return ending;
  };
  const onTimeout = () => {
    cause ??= 'timeout';
    end();
  };
  const onStop = () => {
    cause ??= 'stopped';
    end();
  };
  const timer = setTimeout(onTimeout, timeoutMs);
  signal.addEventListener('abort', onStop, { once: true });
  const ended = await exit;
  clearTimeout(timer);
  signal.removeEventListener('abort', onStop);
  const known = cause;
  await end();
  return { ended, cause: known };
}

function describeEnd(
  [code, endSignal]: [number | null, NodeJS.Signals | null],
  cause: 'timeout' | 'stopped' | undefined,
  { timeoutMs }: ProcessOptions,
): ProcessEnd {
  const how = { exitCode: code ?? undefined, endSignal: endSignal ?? undefined };
  if (cause === 'timeout')
    return { ...how, status: 'timeout', reason: `ended after its timeout of ${timeoutMs / 1_000} s` };
  if (cause === 'stopped') return { ...how, status: 'stopped', reason: STOPPED };
  if (code === 0) return { ...how, status: 'success' };
  return { ...how, status: 'failed', reason: endSignal ? `ended by ${endSignal}` : `exit code ${code}` };
}

function notStarted(command: string, reason = 'no reason told'): ProcessEnd {
  return { status: 'failed', reason: `${command} cannot be started (${reason})` };
}
