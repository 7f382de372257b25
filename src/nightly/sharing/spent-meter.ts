import { type Spent, subtractSpent } from '../../models/spent.ts';

/**
 * Tells what a process has used since it was last asked, so that each token is told once, however many answers are written at
 * the same time.
 */
export class SpentMeter {
  readonly #spent: () => Spent;
  #told: Spent;

  /** @param spent what was used so far. */
  constructor(spent: () => Spent) {
    this.#spent = spent;
    this.#told = spent();
  }

  /** What was used since the last call. */
  take(): Spent {
    const [before, now] = [this.#told, this.#spent()];
    this.#told = now;
    return subtractSpent(now, before);
  }
}
