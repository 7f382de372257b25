import { extname } from 'node:path';
import { runInWorker } from '../../nightly/run-in-worker.ts';
import type { PointsToPlace } from './place-points.ts';

/**
 * {@link placePoints} in a thread of its own, so that the server keeps answering.
 * @throws the signal's reason when it is aborted.
 */
export async function placeInWorker(points: PointsToPlace, signal?: AbortSignal): Promise<Float32Array> {
  return runInWorker(new URL(`./place-worker${extname(import.meta.url)}`, import.meta.url), points, signal);
}
