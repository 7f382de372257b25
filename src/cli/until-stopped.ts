import { constants } from 'node:os';
import { GoldsmithError } from '../errors.ts';

/**
 * Does some work with a signal that Ctrl-C and SIGTERM abort. The next of them ends the process at once: a container's first
 * process would not be ended by it otherwise.
 * @param told what to say of the work that was stopped.
 */
export async function untilStopped<T>(told: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (stop.signal.aborted) process.exit(128 + constants.signals[name]);
    stop.abort(new GoldsmithError('cancelled', `Stopped. ${told}`));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
