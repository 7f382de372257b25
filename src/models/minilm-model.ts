import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the thread is given: first the weights, then texts' tokens, [CLS] and [SEP] included. */
export type ThreadTask = Uint8Array | readonly number[] | 'close';

/** What it answers, in the order of the tasks; first of all, without a vector, that it has loaded the model. */
export type ThreadAnswer = { vector?: Float32Array } | { failed: string };

/** A run that is waited for. */
interface Run {
  tokens: readonly number[];
  signal: AbortSignal | undefined;
  resolve: (vector: Float32Array) => void;
  reject: (reason: unknown) => void;
}

/** So many runs are given to the thread at a time: one that runs and one that follows without a pause. */
const AT_ONCE = 2;

/**
 * The network of all-MiniLM-L6-v2 in a thread of its own: a run takes some milliseconds, in which a server in the same process
 * goes on answering.
 */
export class MiniLmModel {
  readonly #worker: Worker;
  readonly #waiting: Run[] = [];
  #running: Run[] = [];
  #ended: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    worker.on('error', (error: Error) => this.#end(error));
    worker.once('exit', () => this.#end(new Error('its thread has ended')));
    worker.unref();
  }

  /**
   * Loads the model.
   * @param weights in ONNX's format; they move into the thread.
   * @throws Error when they are none.
   */
  static async load(weights: Uint8Array<ArrayBuffer>): Promise<MiniLmModel> {
    const module = new URL(`./minilm-thread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(module);
    worker.postMessage(weights, [weights.buffer]);
    const [loaded]: ThreadAnswer[] = await once(worker, 'message');
    if (!('failed' in loaded)) return new MiniLmModel(worker);
    await worker.terminate();
    throw new Error(loaded.failed);
  }

  /**
   * One run: the mean of the tokens' vectors, Float32Array of 384, of any length.
   * @throws Error when the model fails or is closed; the signal's reason when it is aborted before the run's turn has come.
   */
  run(tokens: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
    this.#waiting.push({ tokens, signal, resolve, reject });
    this.#start();
    return promise;
  }

  /** Ends the thread, after the runs that were asked for. */
  async close(): Promise<void> {
    if (this.#ended) return;
    while (this.#running.length > 0) await new Promise((resolve) => this.#worker.once('message', resolve));
    const exited = once(this.#worker, 'exit');
    this.#ended = new Error('it is closed');
    this.#worker.ref();
    this.#post('close');
    await exited;
  }

  #start(): void {
    while (this.#running.length < AT_ONCE) {
      const run = this.#waiting.shift();
      if (!run) break;
      if (run.signal?.aborted) run.reject(run.signal.reason);
      else {
        this.#running.push(run);
        this.#post(run.tokens);
      }
    }
    // An idle thread does not keep the process.
    if (this.#running.length > 0) this.#worker.ref();
    else this.#worker.unref();
  }

  #settle(answer: ThreadAnswer): void {
    const run = this.#running.shift();
    if ('failed' in answer) run?.reject(new Error(answer.failed));
    else if (answer.vector) run?.resolve(answer.vector);
    this.#start();
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of [...this.#running, ...this.#waiting.splice(0)]) reject(this.#ended);
    this.#running = [];
  }

  #post(task: ThreadTask): void {
    this.#worker.postMessage(task);
  }
}
