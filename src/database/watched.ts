import { setTimeout as pause } from 'node:timers/promises';

/** How long a count holds, unless told: most take longer than whoever asks every second may cause. */
const KEEP_MS = 5_000;

/** How long somebody waits for a count; then he gets the one before. */
const WAIT_MS = 1_000;

/** What a database counts, for those who ask often and cannot wait. */
export class Watched<T> {
  readonly #count: () => Promise<T>;
  readonly #keepMs: number;
  #known: T | undefined;
  #knownAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | undefined;

  /** @param keepMs for how long a count holds, milliseconds. */
  constructor(count: () => Promise<T>, keepMs = KEEP_MS) {
    this.#count = count;
    this.#keepMs = keepMs;
  }

  /** Not older than that. Never throws: undefined when the database does not say. */
  async current(): Promise<T | undefined> {
    if (performance.now() - this.#knownAt < this.#keepMs) return this.#known;
    this.#counting ??= this.#countAnew();
    const enough = new AbortController();
    await Promise.race([this.#counting, pause(WAIT_MS, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
    return this.#known;
  }

  async #countAnew(): Promise<void> {
    this.#known = await this.#count().catch(() => undefined);
    this.#knownAt = performance.now();
    this.#counting = undefined;
  }
}
