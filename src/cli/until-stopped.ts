import { constants } from 'node:os';
import { GoldsmithError } from '../errors.ts';

/** How a command learns that it is to stop. */
export interface StopSignals {
  /** Aborted when the work is to stop at once: by the first Ctrl-C or SIGTERM, or of work that stops softly by the second. */
  signal: AbortSignal;
  /** Aborted by the first: work that stops softly finishes what it is at. */
  stopSoftly: AbortSignal;
}

/** One Ctrl-C may come twice, from the terminal and from an npm that passes it on: within so many milliseconds it is one. */
const SAME_KEY_MS = 500;

/**
 * Does some work with signals that Ctrl-C and SIGTERM abort; one more after both ends the process: a container's first process would
 * not be ended by it otherwise.
 * @param told what to say of the work that was stopped.
 * @param softly said at the first, of work that then finishes what it is at; without it the first stops the work at once.
 */
export async function untilStopped<T>(
  told: string,
  work: (signal: AbortSignal, stopSoftly: AbortSignal) => Promise<T>,
  softly?: string,
): Promise<T> {
  const [atOnce, soft] = [new AbortController(), new AbortController()];
  const reason = new GoldsmithError('cancelled', `Stopped. ${told}`);
  let last = Number.NEGATIVE_INFINITY;
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (performance.now() - last < SAME_KEY_MS) return;
    last = performance.now();
    const isFirst = !soft.signal.aborted;
    soft.abort(reason);
    if (softly && isFirst) process.stderr.write(`\n${softly}\n`);
    else if (atOnce.signal.aborted) process.exit(128 + constants.signals[name]);
    else atOnce.abort(reason);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(atOnce.signal, soft.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
