import { parentPort, workerData } from 'node:worker_threads';
import { expectedSharesOf, trainMatcher } from '../matching/train-matcher.ts';
import type { TrainingResult, TrainingTask } from './train-in-worker.ts';

// The thread of `train-in-worker.ts`.
const { set, current }: TrainingTask = workerData;
const result: TrainingResult = {
  trained: trainMatcher(set),
  expected: current && expectedSharesOf(current, set),
};
parentPort?.postMessage(result);
