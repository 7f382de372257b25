import { extname } from 'node:path';
import type { MatcherParameters } from '../matching/matcher.ts';
import type { ExpectedShares, TrainingReport, TrainingSet } from '../matching/training-set.ts';
import { runInWorker } from './run-in-worker.ts';

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
 * Trains the matcher in a thread of its own.
 * @throws the signal's reason when it is aborted; what the training throws.
 */
export async function trainInWorker(
  set: TrainingSet,
  current: MatcherParameters | undefined,
  signal?: AbortSignal,
): Promise<TrainingResult> {
  const module = new URL(`./training-worker${extname(import.meta.url)}`, import.meta.url);
  const task: TrainingTask = { set, current };
  return runInWorker(module, task, signal);
}
