/** The buckets' upper bounds, seconds; one more holds what took longer. */
const BOUNDS = [0.0001, 0.00025, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10, 30, 60];

/**
 * How long things took, counted in buckets: plain numbers, since some of these things happen tens of thousands of times a second
 * and are read every few seconds.
 */
export class Durations {
  static readonly bounds: readonly number[] = BOUNDS;
  readonly #counts = new Float64Array(BOUNDS.length + 1);
  #seconds = 0;

  /** Takes one duration, milliseconds. */
  add(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    let at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]) at++;
    this.#counts[at]++;
    this.#seconds += seconds;
  }

  /** How many took no longer than each bound, in the bounds' order; then how many there were in all. */
  get upToBounds(): number[] {
    let sum = 0;
    return Array.from(this.#counts, (count) => {
      sum += count;
      return sum;
    });
  }

  /** All of them together, seconds. */
  get seconds(): number {
    return this.#seconds;
  }
}
