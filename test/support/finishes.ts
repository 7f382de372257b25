import { Worker } from 'node:worker_threads';

/** Far more than any linear work on the texts in question takes, on the slowest machine. */
const GIVE_UP_MS = 5_000;

const RUN = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.file).then((module) => {
    for (const text of workerData.texts) module[workerData.name](text);
    parentPort.postMessage('done');
  });`;

/**
 * Whether a function comes to an end on texts made to exhaust it. It runs in a thread of its own, which is ended after
 * some seconds: work that grows with the square of a text's length, or worse, would hold up every chat.
 * @param file the source file, relative to the repository's root.
 */
export async function finishes(file: string, name: string, texts: string[]): Promise<boolean> {
  const workerData = { file: new URL(`../../${file}`, import.meta.url).href, name, texts };
  const worker = new Worker(RUN, { eval: true, workerData });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), GIVE_UP_MS);
  worker.once('message', () => resolve(true));
  worker.once('error', reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
