import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

/** Bookkeeping that waits until its answer has gone out, and that no answer ever fails by. */
export class AfterAnswers {
  readonly #log: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Does some work soon; an error becomes a line in the log. */
  add(work: () => Promise<void>): void {
    const done: Promise<void> = new Promise((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error) => this.#log.warn({ reason: messageOf(error) }, 'bookkeeping after an answer failed'))
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** Waits for the work that was added. */
  async done(): Promise<void> {
    await Promise.all(this.#running);
  }
}
