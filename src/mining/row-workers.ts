import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Links } from './core-links.ts';
import { type PanelSpace, type SharedSpace, THREADS_MOST } from './panel-space.ts';
import { RowWorker, type Work } from './row-work.ts';

/** Below so many rows this thread works itself: it is done by the time that others would have started. */
const ROWS_ALONE = 4096;

/** What a worker is started with. */
interface Start {
  rowWorkers: { space: SharedSpace; thread: number; next: Int32Array };
}

/**
 * Work on a space's rows in as many threads as the machine has processors, so that this thread's event loop stays free. The only
 * file of this folder that knows of threads.
 */
export class RowWorkers {
  readonly #space: PanelSpace;
  readonly #workers: Worker[] = [];
  /** The next task to take, which the threads count up together. */
  readonly #next = new Int32Array(new SharedArrayBuffer(4));
  #alone: RowWorker | undefined;

  /** @param rows how many rows there will be; few rows are not worth a thread. */
  constructor(space: PanelSpace, rows: number) {
    this.#space = space;
    if (rows < ROWS_ALONE) return;
    const { memory, width } = space;
    for (let thread = 0; thread < Math.min(THREADS_MOST, availableParallelism()); thread++) {
      const start: Start = { rowWorkers: { space: { memory, width, rows: space.rows }, thread, next: this.#next } };
      this.#workers.push(new Worker(new URL(import.meta.url), { workerData: start }));
    }
  }

  /**
   * Does all tasks of some work.
   * @returns what each thread found, when the work was to find links.
   */
  async do(work: Work, tasks: number, signal?: AbortSignal): Promise<Links[]> {
    signal?.throwIfAborted();
    Atomics.store(this.#next, 0, 0);
    // Threads take no more tasks once the count is beyond the last.
    const stop = () => Atomics.store(this.#next, 0, tasks);
    signal?.addEventListener('abort', stop);
    try {
      const found =
        this.#workers.length > 0
          ? await Promise.all(this.#workers.map((worker) => ask(worker, work, tasks)))
          : [await this.#doAlone(work, tasks, signal)];
      signal?.throwIfAborted();
      return found.filter((links) => links !== undefined);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #doAlone(work: Work, tasks: number, signal?: AbortSignal): Promise<Links | undefined> {
    this.#alone ??= new RowWorker(this.#space, 0);
    for (let task = 0; task < tasks; task++) {
      this.#alone.do(work, task);
      await nextTurn();
      signal?.throwIfAborted();
    }
    return this.#alone.takeLinks();
  }
}

function ask(worker: Worker, work: Work, tasks: number): Promise<Links | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      end();
    };
    const onMessage = (links: Links | undefined) => settle(() => resolve(links));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error('A thread that compares rows ended before its work.')));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage({ work, tasks });
  });
}

/** A worker's life: does what it is asked, task by task. */
function serve({ space, thread, next }: Start['rowWorkers']): void {
  const worker = new RowWorker(space, thread);
  parentPort!.on('message', ({ work, tasks }: { work: Work; tasks: number }) => {
    for (let task = Atomics.add(next, 0, 1); task < tasks; task = Atomics.add(next, 0, 1)) worker.do(work, task);
    parentPort!.postMessage(worker.takeLinks());
  });
}

if (!isMainThread && workerData?.rowWorkers) serve(workerData.rowWorkers);
