/** A limit on how long something may stay silent: its signal is aborted when nothing was heard for that long. */
export class SilenceLimit {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #passedAfter: number | undefined;

  /** Begins to wait. @param ms how long the first silence may be, milliseconds. */
  constructor(ms: number) {
    this.restart(ms);
  }

  /** Aborted when the silence was too long, or by {@link end}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The milliseconds of the silence that was too long; undefined while none was. */
  get passedAfter(): number | undefined {
    return this.#passedAfter;
  }

  /** Something was heard: the next silence may be `ms` long. */
  restart(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#passedAfter = ms;
      this.#controller.abort(new Error(`silent for ${ms} ms`));
    }, ms);
  }

  /** Does not count the time until the next {@link restart}. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Waits no more; what still listens to the signal is told to end. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort(new Error('over'));
  }
}
