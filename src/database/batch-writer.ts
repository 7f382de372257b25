import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

/** What a {@link BatchWriter} writes. */
export interface BatchWriterOptions<Row> {
  /** The rows' name in the log, in the plural. */
  what: string;
  /** Writes some rows in one statement. Rows of which it is not known whether they were written come again. */
  write: (batch: readonly Row[]) => Promise<unknown>;
  log: Logger;
}

const FLUSH_MS = 1_000;
const BATCH = 250;
/** While the database is away, so many rows are kept; older ones are dropped and counted. */
const MOST_PENDING = 50_000;

/** Writes rows that nobody waits for: in batches, a little later, again and again while the database is away. */
export class BatchWriter<Row> {
  readonly #options: BatchWriterOptions<Row>;
  #pending: Row[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing = Promise.resolve(true);
  #isWriting = false;
  #isClosed = false;

  constructor(options: BatchWriterOptions<Row>) {
    this.#options = options;
  }

  /** How many rows were dropped because the database was away for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a row; returns at once. */
  add(row: Row): void {
    this.#pending.push(row);
    this.#dropOldest();
    if (this.#pending.length === BATCH && !this.#isWriting) this.flush();
    else this.#flushIn(FLUSH_MS);
  }

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been added is written.
   */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after another: two that wrote at once would both write, and then both let go of, the same rows.
    this.#flushing = this.#flushing.then(() => this.#writeAll());
    return this.#flushing;
  }

  /** Writes what is pending, once: what cannot be written now is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
  }

  async #writeAll(): Promise<boolean> {
    this.#isWriting = true;
    const isDone = await this.#writeBatches();
    this.#isWriting = false;
    return isDone;
  }

  async #writeBatches(): Promise<boolean> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, BATCH);
      try {
        await this.#options.write(batch);
      } catch (error) {
        this.#keep(batch, error);
        return false;
      }
    }
    return true;
  }

  #keep(batch: Row[], error: unknown): void {
    this.#pending.unshift(...batch);
    this.#dropOldest();
    const { log, what } = this.#options;
    const counts = { pending: this.#pending.length, dropped: this.#dropped };
    log.warn({ ...counts, reason: messageOf(error) }, `${what} could not be written; they are kept`);
    this.#flushIn(FLUSH_MS * 5);
  }

  #dropOldest(): void {
    const excess = this.#pending.length - MOST_PENDING;
    if (excess <= 0) return;
    this.#pending.splice(0, excess);
    if (this.#dropped === 0)
      this.#options.log.warn(
        { kept: MOST_PENDING },
        `the database is away for so long that ${this.#options.what} are dropped`,
      );
    this.#dropped += excess;
  }

  #flushIn(ms: number): void {
    // A later write would open the closed database anew.
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => this.flush(), ms).unref();
  }
}
