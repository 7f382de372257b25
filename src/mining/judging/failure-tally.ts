/** A judge is given up after so many failures in a row ... */
const IN_A_ROW = 5;
/** ... or when more than this share of at least so many calls have failed. */
const SHARE = 0.2;
const AT_LEAST = 20;

/** Counts how a judge's calls end. One that fails now and then is still of use; one that is away would only cost time. */
export class FailureTally {
  #ended = 0;
  #failed = 0;
  #inARow = 0;

  /** Whether so many failed that asking on makes no sense. */
  get isTooMany(): boolean {
    return this.#inARow >= IN_A_ROW || (this.#ended >= AT_LEAST && this.#failed > SHARE * this.#ended);
  }

  add(hasFailed: boolean): void {
    this.#ended++;
    if (hasFailed) this.#failed++;
    this.#inARow = hasFailed ? this.#inARow + 1 : 0;
  }
}
