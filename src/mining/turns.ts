import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work after which other work is let in. */
const LONGEST = 8;

/** Steps after which the clock is looked at. */
const STEPS = 32;

/**
 * Takes all steps of some work and lets the event loop take its turns in between.
 * @returns what the work returns.
 * @throws the signal's reason once it is aborted.
 */
export async function inTurns<Result>(work: Generator<void, Result>, signal?: AbortSignal): Promise<Result> {
  let began = performance.now();
  for (let step = 1; ; step++) {
    const { done, value } = work.next();
    if (done) return value;
    if (step % STEPS !== 0 || performance.now() - began < LONGEST) continue;
    await nextTurn();
    signal?.throwIfAborted();
    began = performance.now();
  }
}
