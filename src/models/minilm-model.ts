import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the thread is given: first the weights, then texts' tokens, [CLS] and [SEP] included. */
export type ThreadTask = Uint8Array | readonly number[] | 'close';

/** What it answers, in the order of the tasks; first of all, without a vector, that it has loaded the model. */
export type ThreadAnswer = { vector?: Float32Array } | { failed: string };

/** A run that is waited for. */
interface Run {
  resolve: (vector: Float32Array) => void;
  reject: (reason: unknown) => void;
}

/**
 * The network of all-MiniLM-L6-v2 in a thread of its own: a run takes some milliseconds, in which a server in the same process
 * goes on answering.
 */
export class MiniLmModel {
  readonly #worker: Worker;
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
   * One run: the mean of the tokens' vectors, Float32Array of 384, of any length. Runs are done in the order they are asked for.
   * @throws Error when the model fails or is closed.
   */
  run(tokens: readonly number[]): Promise<Float32Array> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
    this.#running.push({ resolve, reject });
    // An idle thread does not keep the process.
    this.#worker.ref();
    this.#post(tokens);
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

  #settle(answer: ThreadAnswer): void {
    const run = this.#running.shift();
    if ('failed' in answer) run?.reject(new Error(answer.failed));
    else if (answer.vector) run?.resolve(answer.vector);
    if (this.#running.length === 0) this.#worker.unref();
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#running) reject(this.#ended);
    this.#running = [];
  }

  #post(task: ThreadTask): void {
    this.#worker.postMessage(task);
  }
}
