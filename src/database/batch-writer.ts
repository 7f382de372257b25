import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Spool } from './spool.ts';

/** What a {@link BatchWriter} writes. */
export interface BatchWriterOptions<Row> {
  /** The rows' name in the log, in the plural. */
  what: string;
  /** Writes some rows in one statement. Rows of which it is not known whether they were written come again. */
  write: (batch: readonly Row[]) => Promise<unknown>;
  /** Where rows are put down in a rush. */
  spool?: Spool<Row>;
  log: Logger;
}

const FLUSH_MS = 1_000;
const BATCH = 250;
/** More rows a second are a rush. */
const RUSH_PER_SECOND = 2_000;
/** So many rows are put down at a time: each time costs more than a thousand rows do. */
const PUT_DOWN = 2_000;
/** While the database is away, so many rows are kept; older ones are dropped and counted. */
const MOST_PENDING = 50_000;

/**
 * Writes rows that nobody waits for: in batches, a little later, again and again while the database is away. In a rush they are
 * put down as they are, and entered in their table when it is over.
 */
export class BatchWriter<Row> {
  readonly #options: BatchWriterOptions<Row>;
  #pending: Row[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve(true);
  #isWriting = false;
  #isClosed = false;
  /** When the last full batch was begun, by the process's clock. */
  #fullAt = Number.NEGATIVE_INFINITY;
  /** So many rows are worth writing before their time is up. */
  #full = BATCH;
  /** At first, another process may have left some. */
  #mayBeSpooled: boolean;

  constructor(options: BatchWriterOptions<Row>) {
    this.#options = options;
    this.#mayBeSpooled = options.spool !== undefined;
  }

  /** How many rows were dropped because the database was away for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a row; returns at once. */
  add(row: Row): void {
    this.#pending.push(row);
    this.#dropOldest();
    if (this.#pending.length === this.#full && !this.#isWriting) this.#write(false);
    else this.#writeIn(FLUSH_MS);
  }

  /**
   * Writes what is pending and enters what was put down. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been added is in its table.
   */
  async flush(): Promise<boolean> {
    return this.#write(true);
  }

  /** Writes what is pending, once: what cannot be written now is lost. What was put down stays for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#write(true);
  }

  async #write(isAll: boolean): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after another: two that wrote at once would both write, and then both let go of, the same rows.
    this.#writing = this.#writing.then(async () => {
      this.#isWriting = true;
      const isDone = await this.#writeAll(isAll);
      this.#isWriting = false;
      return isDone;
    });
    return this.#writing;
  }

  async #writeAll(isAll: boolean): Promise<boolean> {
    let batch: Row[] = [];
    try {
      do {
        while (this.#pending.length >= this.#full || (this.#pending.length > 0 && (isAll || this.#isQuiet()))) {
          const isRush = this.#isRush();
          batch = this.#pending.splice(0, isRush ? PUT_DOWN : BATCH);
          await (isRush ? this.#putDown(batch) : this.#options.write(batch));
          batch = [];
        }
      } while (await this.#enterNext(isAll));
    } catch (error) {
      this.#keep(batch, error);
      return false;
    }
    if (this.#mayBeSpooled || this.#pending.length > 0) this.#writeIn(FLUSH_MS);
    return true;
  }

  /** Whether a full batch has come so soon after the one before. */
  #isRush(): boolean {
    if (this.#pending.length < BATCH) return false;
    const now = performance.now();
    const perSecond = (this.#pending.length / (now - this.#fullAt)) * 1_000;
    const isRush = perSecond > RUSH_PER_SECOND && this.#options.spool !== undefined;
    this.#fullAt = now;
    this.#full = isRush ? PUT_DOWN : BATCH;
    return isRush;
  }

  #isQuiet(): boolean {
    return performance.now() - this.#fullAt >= FLUSH_MS;
  }

  async #putDown(batch: readonly Row[]): Promise<void> {
    this.#mayBeSpooled = true;
    await this.#options.spool?.put(batch);
  }

  /** Enters some of what was put down, unless there is a rush still. */
  async #enterNext(now: boolean): Promise<boolean> {
    if (!this.#mayBeSpooled || !(now || this.#isQuiet()) || this.#isClosed) return false;
    this.#mayBeSpooled = (await this.#options.spool?.enterNext()) ?? false;
    return this.#mayBeSpooled;
  }

  #keep(batch: Row[], error: unknown): void {
    this.#pending.unshift(...batch);
    this.#dropOldest();
    const { log, what } = this.#options;
    const counts = { pending: this.#pending.length, dropped: this.#dropped };
    log.warn({ ...counts, reason: messageOf(error) }, `${what} could not be written; they are kept`);
    this.#writeIn(FLUSH_MS * 5);
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

  #writeIn(ms: number): void {
    // A later write would open the closed database anew.
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => this.#write(false), ms).unref();
  }
}
