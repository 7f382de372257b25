import { parentPort, workerData } from 'node:worker_threads';
import { expectedServed, type LabelledLog } from './expected-served.ts';

// The thread of `choose-cut.ts`.
const log: LabelledLog = workerData;
parentPort?.postMessage(expectedServed(log));
