import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type PointsToPlace, placePoints } from './place-points.ts';

// The thread of `place-in-worker.ts`.
letOthersGoFirst();
const points: PointsToPlace = workerData;
parentPort?.postMessage(await placePoints(points));

/** This takes a core for up to half a minute, and who asks the server meanwhile waits. Only on Linux a thread has a priority of its own. */
function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it.
  }
}
