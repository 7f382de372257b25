import { Worker } from 'node:worker_threads';

/**
 * Runs a module in a thread of its own, so that a server in the same process keeps answering. The module finds the task as its
 * `workerData` and posts one result.
 * @throws the signal's reason when it is aborted; what the module throws.
 */
export async function runInWorker<Result>(module: URL, task: unknown, signal?: AbortSignal): Promise<Result> {
  signal?.throwIfAborted();
  const worker = new Worker(module, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const stop = () => reject(signal?.reason);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`A worker thread ended early (exit code ${code}).`)));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
