import type { Database } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { isStopRequested } from './request-stop.ts';

/** How often a run looks whether it is to stop, milliseconds. */
const LOOK_MS = 1_000;

/** Looks for somebody's wish that a run stop. */
export interface StopWatch {
  /** Aborted by it. */
  signal: AbortSignal;
  end(): void;
}

/** Watches for {@link requestStop}. A database that is away is asked again; without it the run has other troubles. */
export function watchForStop(database: Database, run: number): StopWatch {
  const asked = new AbortController();
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    const isAsked = await isStopRequested(database, run).catch(() => false);
    isLooking = false;
    if (!isAsked) return;
    clearInterval(timer);
    asked.abort(
      new GoldsmithError('cancelled', 'Somebody has stopped the run. What was done stays; the next run goes on.'),
    );
  }, LOOK_MS).unref();
  return { signal: asked.signal, end: () => clearInterval(timer) };
}
