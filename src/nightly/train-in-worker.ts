import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MatcherParameters } from '../matching/matcher.ts';
import type { ExpectedShares, TrainingReport, TrainingSet } from '../matching/train-matcher.ts';

/** What a training worker is given. */
export interface TrainingTask {
  set: TrainingSet;
  /** Yesterday's matcher, to be tried on today's questions. */
  current: MatcherParameters | undefined;
}

/** What a training worker gives back. */
export interface TrainingResult {
  trained: { parameters: MatcherParameters; report: TrainingReport };
  /** What yesterday's matcher would do today. */
  expected: ExpectedShares | undefined;
}

/**
 * Trains the matcher in a thread of its own: a server in the same process keeps answering.
 * @throws the signal's reason when it is aborted; what the training throws.
 */
export async function trainInWorker(
  set: TrainingSet,
  current: MatcherParameters | undefined,
  signal?: AbortSignal,
): Promise<TrainingResult> {
  signal?.throwIfAborted();
  const workerData: TrainingTask = { set, current };
  const worker = new Worker(new URL(`./training-worker${extname(import.meta.url)}`, import.meta.url), { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<TrainingResult>();
  const stop = () => reject(signal?.reason);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`The training worker ended early (exit code ${code}).`)));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
