import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Rows that are not in their table yet. */
export interface Backlog {
  /** Still to be written. */
  pending: number;
  /** Lost, because the database was away for too long. */
  dropped: number;
}

const FLUSH_MS = 1_000;
const BATCH = 250;
/** More rows a second are a rush. */
const RUSH_PER_SECOND = 2_000;
/** Rows are counted for so long before it is said whether they are a rush. */
const COUNT_MS = 125;
/** So many rows are put down at a time: each time costs more than a thousand rows do. */
const PUT_DOWN = 2_000;
/** While the database is away, so many rows are kept; older ones are dropped and counted. */
const MOST_PENDING = 50_000;
/** PostgreSQL's code. */
const UNDEFINED_TABLE = '42P01';

/**
 * Writes rows that nobody waits for: in batches, a little later, again and again while the database is away. In a rush they are
 * put down as they are, and entered in their table when it is over.
 */
export class BatchWriter<Row> {
  readonly #options: BatchWriterOptions<Row>;
  /** A batch belongs to none of the requests it comes from: what is logged of it must name none. */
  readonly #apart = AsyncLocalStorage.snapshot();
  #pending: Row[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve(true);
  #isWriting = false;
  #isClosed = false;
  /** Why rows were last not written. */
  #failure: unknown;
  /** When the last full batch was begun, by the process's clock. */
  #fullAt = Number.NEGATIVE_INFINITY;
  /** So many rows were added since then, by the process's clock; and whether those before were a rush. */
  #added = 0;
  #countedSince = performance.now();
  #isRush = false;
  /** At first, another process may have left some. */
  #mayBeSpooled: boolean;

  constructor(options: BatchWriterOptions<Row>) {
    this.#options = options;
    this.#mayBeSpooled = options.spool !== undefined;
    if (this.#mayBeSpooled) this.#writeIn(FLUSH_MS);
  }

  /** Whether all that was added is in its table, as far as this process knows. */
  get isIdle(): boolean {
    return this.#pending.length === 0 && !this.#isWriting && !this.#mayBeSpooled;
  }

  /** What is not written; what was put down in a rush is safe and none of it. */
  get backlog(): Backlog {
    return { pending: this.#pending.length, dropped: this.#dropped };
  }

  /** Takes a row; returns at once. */
  add(row: Row): void {
    this.#pending.push(row);
    this.#added++;
    this.#dropOldest();
    if (this.#pending.length === this.#full && !this.#isWriting) this.#apart(() => this.#write('due'));
    else this.#writeIn(FLUSH_MS);
  }

  /**
   * Writes what is pending and enters what was put down, as it is at this call: what comes meanwhile need not end. Never throws:
   * what cannot be written now is tried again later.
   * @returns whether all that had been added is in its table.
   */
  async flush(): Promise<boolean> {
    return this.#write('all');
  }

  /** Writes what is pending. What was put down is safe, and entered later. */
  async writePending(): Promise<boolean> {
    return this.#write('pending');
  }

  /** Writes what is pending, once: what cannot be written now is lost, and the log says so. What was put down stays for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#write('pending');
    this.#loseRest();
  }

  async #write(what: 'due' | 'pending' | 'all'): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after another: two that wrote at once would both write, and then both let go of, the same rows.
    this.#writing = this.#writing.then(async () => {
      this.#isWriting = true;
      const isDone = await this.#tryToWrite(what);
      this.#isWriting = false;
      return isDone;
    });
    return this.#writing;
  }

  async #tryToWrite(what: 'due' | 'pending' | 'all'): Promise<boolean> {
    try {
      await this.#writeBatches(what !== 'due');
      if (what === 'all') await this.#enterAll();
      else if (what === 'due') await this.#enterSome();
    } catch (error) {
      this.#failure = error;
      if (!this.#isClosed) this.#tellKept(error);
      return false;
    }
    if (this.#pending.length >= this.#full) this.#writeIn(0);
    else if (this.#mayBeSpooled || this.#pending.length > 0) this.#writeIn(FLUSH_MS);
    return true;
  }

  /**
   * Writes the rows that are pending at this call: those that come meanwhile, perhaps faster than they are written, have their turn
   * after whoever waits for these.
   * @param isAsked writes even a few; otherwise they are written when there are enough or some have waited for long.
   */
  async #writeBatches(isAsked: boolean): Promise<void> {
    let left = this.#pending.length;
    this.#count();
    while (left > 0 && this.#pending.length > 0 && (isAsked || this.#pending.length >= this.#full || this.#isQuiet())) {
      const isFull = this.#pending.length >= BATCH;
      if (isFull) this.#fullAt = performance.now();
      const batch = this.#pending.splice(0, this.#isRush ? PUT_DOWN : BATCH);
      left -= batch.length;
      try {
        const isDown = isFull && this.#isRush && (await this.#putDown(batch));
        if (!isDown) await this.#options.write(batch);
      } catch (error) {
        this.#pending.unshift(...batch);
        this.#dropOldest();
        throw error;
      }
      this.#count();
    }
  }

  /** Looks whether rows come in a rush. */
  #count(): void {
    const now = performance.now();
    const elapsed = now - this.#countedSince;
    if (elapsed < COUNT_MS) return;
    this.#isRush = this.#options.spool !== undefined && (this.#added / elapsed) * 1_000 > RUSH_PER_SECOND;
    this.#added = 0;
    this.#countedSince = now;
  }

  /** So many rows are worth writing before their time is up. */
  get #full(): number {
    return this.#isRush ? PUT_DOWN : BATCH;
  }

  #isQuiet(): boolean {
    return performance.now() - this.#fullAt >= FLUSH_MS;
  }

  async #putDown(batch: readonly Row[]): Promise<boolean> {
    const isDown = (await this.#options.spool?.put(batch)) ?? false;
    this.#mayBeSpooled ||= isDown;
    return isDown;
  }

  /** Enters what was put down for as long as there is no rush; what comes meanwhile is written in between. */
  async #enterSome(): Promise<void> {
    const { spool } = this.#options;
    while (this.#mayBeSpooled && !this.#isRush && !this.#isClosed) {
      this.#mayBeSpooled = (await spool?.enterNext({ lose: this.#lose })) ?? false;
      await this.#writeBatches(false);
    }
  }

  async #enterAll(): Promise<void> {
    const { spool } = this.#options;
    if (!spool || !this.#mayBeSpooled || this.#isClosed) return;
    const upTo = await spool.end();
    if (upTo === undefined) this.#mayBeSpooled = false;
    else while (await spool.enterNext({ upTo, lose: this.#lose })) await this.#writeBatches(false);
  }

  readonly #lose = (error: unknown) => {
    this.#options.log.warn({ reason: messageOf(error) }, `one of the ${this.#options.what} could not be stored`);
  };

  #tellKept(error: unknown): void {
    const { log, what } = this.#options;
    const counts = { pending: this.#pending.length, dropped: this.#dropped };
    // A first start looks for rows of an earlier process before the migrations have made their table.
    const isNothing = counts.pending === 0 && (error as { code?: unknown }).code === UNDEFINED_TABLE;
    if (!isNothing) log.warn({ ...counts, reason: messageOf(error) }, `${what} could not be written; they are kept`);
    this.#writeIn(FLUSH_MS * 5);
  }

  /** With the process ends what it holds. */
  #loseRest(): void {
    const { log, what } = this.#options;
    const lost = this.#pending.length;
    if (lost === 0) return;
    this.#pending = [];
    this.#dropped += lost;
    log.error({ lost, reason: messageOf(this.#failure) }, `${what} could not be written before the end; they are lost`);
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
    this.#timer ??= setTimeout(() => this.#apart(() => this.#write('due')), ms).unref();
  }
}
