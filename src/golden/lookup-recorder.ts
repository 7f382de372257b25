import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

/** One decision by day, as it is recorded. Never holds the question. */
export interface LookupRecord {
  outcome: 'hit' | 'miss' | 'bypass';
  reason: string;
  clusterId?: number;
  goldenAnswerId?: number;
  probability?: number;
  language?: string;
  milliseconds: number;
  at: Date;
}

const FLUSH_MS = 1_000;
const BATCH = 500;
/** While the database is away, so many records are kept; older ones are dropped and counted. */
const MOST_PENDING = 50_000;

/** Writes lookup records in batches, after the answers have gone out. */
export class LookupRecorder {
  readonly #database: Database;
  readonly #log: Logger;
  #pending: LookupRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /** Takes a record; returns at once. */
  record(record: LookupRecord): void {
    this.#pending.push(record);
    if (this.#pending.length > MOST_PENDING) {
      this.#pending.shift();
      this.#log.warn({ kept: MOST_PENDING }, 'the database is away for so long that lookup records are dropped');
    }
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  /** Writes what is pending. Never throws: what cannot be written now is tried again later. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#flushing;
    this.#flushing = this.#write();
    await this.#flushing;
  }

  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.slice(0, BATCH);
      try {
        await this.#database.query(INSERT_LOOKUPS, columnsOf(batch));
        this.#pending.splice(0, batch.length);
      } catch (error) {
        this.#log.warn(
          { pending: this.#pending.length, reason: messageOf(error) },
          'lookup records could not be written; they are kept',
        );
        this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS * 5).unref();
        return;
      }
    }
  }
}

const INSERT_LOOKUPS = `
  INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, created_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::float8[], $6::text[], $7::float8[], $8::timestamptz[])`;

function columnsOf(batch: readonly LookupRecord[]): unknown[][] {
  return [
    batch.map((record) => record.outcome),
    batch.map((record) => record.reason),
    batch.map((record) => record.clusterId ?? null),
    batch.map((record) => record.goldenAnswerId ?? null),
    batch.map((record) => record.probability ?? null),
    batch.map((record) => record.language ?? null),
    batch.map((record) => record.milliseconds),
    batch.map((record) => record.at),
  ];
}
