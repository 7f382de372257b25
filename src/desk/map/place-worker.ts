import { parentPort, workerData } from 'node:worker_threads';
import { type PointsToPlace, placePoints } from './place-points.ts';

// The thread of `place-in-worker.ts`.
const points: PointsToPlace = workerData;
parentPort?.postMessage(await placePoints(points));
