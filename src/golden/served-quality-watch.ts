import { setTimeout as pause } from 'node:timers/promises';
import type { Queryable } from '../database/database.ts';
import { type ServedQuality, servedQuality } from './served-quality.ts';

/** Counting 30 days of lookups costs more than whoever asks every second may cause. */
const KEEP_MS = 5_000;

/** How long somebody waits for a count; then he gets the one before. */
const WAIT_MS = 1_000;

/** What is known of what was served, for those who ask often and cannot wait. */
export class ServedQualityWatch {
  readonly #database: Queryable;
  readonly #keepMs: number;
  #known: ServedQuality | undefined;
  #knownAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | undefined;

  /** @param keepMs for how long a count holds. */
  constructor(database: Queryable, keepMs = KEEP_MS) {
    this.#database = database;
    this.#keepMs = keepMs;
  }

  /** Not older than some seconds. Never throws: undefined when the database does not say. */
  async current(): Promise<ServedQuality | undefined> {
    if (performance.now() - this.#knownAt < this.#keepMs) return this.#known;
    this.#counting ??= this.#count();
    const enough = new AbortController();
    await Promise.race([this.#counting, pause(WAIT_MS, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
    return this.#known;
  }

  async #count(): Promise<void> {
    this.#known = await servedQuality(this.#database).catch(() => undefined);
    this.#knownAt = performance.now();
    this.#counting = undefined;
  }
}
