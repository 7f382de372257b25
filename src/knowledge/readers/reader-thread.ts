import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReadPage } from './read-page.ts';
import type { ReaderResult, ReaderTask } from './reader-worker.ts';

/** What one file may take: a real one of 50 MB takes far less. */
export interface ReaderLimits {
  milliseconds: number;
  /** By which the process may grow while a file is read. */
  megabytes: number;
}

const LIMITS: ReaderLimits = { milliseconds: 60_000, megabytes: 1_500 };

/** How often the growth is looked at. */
const WATCH_MS = 50;

/**
 * Reads files in a thread of its own, one at a time, so that a file made to take all memory or time (a zip bomb, a maze of
 * references) costs that thread and not the process.
 */
export class ReaderThread implements AsyncDisposable {
  readonly #limits: ReaderLimits;
  #worker: Worker | undefined;

  constructor(limits: Partial<ReaderLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * The pages of a file.
   * @throws Error whose message says why it could not be read; the signal's reason when it is aborted.
   */
  async read(task: ReaderTask, signal?: AbortSignal): Promise<ReadPage[]> {
    signal?.throwIfAborted();
    const worker = this.#start();
    const stop = new AbortController();
    const result = Promise.race([
      resultOf(worker, stop.signal),
      this.#tooMuch(stop.signal),
      ...(signal ? [abortOf(signal, stop.signal)] : []),
    ]);
    worker.postMessage(task);
    try {
      const read = await result;
      if ('failure' in read) throw new Error(read.failure);
      return read.pages;
    } finally {
      stop.abort();
    }
  }

  /** Ends the thread. */
  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const module = new URL(`./reader-worker${extname(import.meta.url)}`, import.meta.url);
    const resourceLimits = { maxOldGenerationSizeMb: this.#limits.megabytes };
    // What a library prints about a file is no part of a command's output.
    const worker = new Worker(module, { resourceLimits, stdout: true, stderr: true });
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }

  /** Buffers do not count for the thread's own limit, so the growth of the process is watched. */
  async #tooMuch(stop: AbortSignal): Promise<never> {
    const { milliseconds, megabytes } = this.#limits;
    const start = performance.now();
    const before = process.memoryUsage.rss();
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setInterval(() => {
      const tookMemory = process.memoryUsage.rss() - before > megabytes * 1e6;
      const tookTime = performance.now() - start > milliseconds;
      if (tookMemory || tookTime) {
        clearInterval(timer);
        // It is stuck and reads nothing any more; the next file gets another thread.
        const why = tookMemory ? TOO_MUCH_MEMORY : `it takes more than ${milliseconds / 1000} s to read`;
        this[Symbol.asyncDispose]().then(() => reject(new Error(why)), reject);
      }
    }, WATCH_MS);
    stop.addEventListener('abort', () => clearInterval(timer), { once: true });
    return promise;
  }
}

const TOO_MUCH_MEMORY = 'it takes too much memory to read';

async function resultOf(worker: Worker, stop: AbortSignal): Promise<ReaderResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ReaderResult>();
  const onError = (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error(TOO_MUCH_MEMORY) : error);
  worker.on('message', resolve).on('error', onError);
  stop.addEventListener('abort', () => worker.off('message', resolve).off('error', onError), { once: true });
  return promise;
}

async function abortOf(signal: AbortSignal, stop: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  stop.addEventListener('abort', () => signal.removeEventListener('abort', onAbort), { once: true });
  return promise;
}
