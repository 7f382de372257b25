import { GoldsmithError } from '../errors.ts';

/**
 * Does some work with a signal that Ctrl-C and SIGTERM abort.
 * @param told what to say of the work that was stopped.
 */
export async function untilStopped<T>(told: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = () => stop.abort(new GoldsmithError('cancelled', `Stopped. ${told}`));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
