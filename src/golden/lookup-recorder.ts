import type { Database } from '../database/database.ts';
import { toVectorBytes } from '../database/vectors.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type KeptQuestion, keptQuestion } from './kept-question.ts';

/** One decision by day, as it is recorded. */
export interface LookupRecord {
  /** A UUID, which the client is told. */
  key: string;
  outcome: 'hit' | 'miss' | 'bypass';
  reason: string;
  clusterId?: number;
  goldenAnswerId?: number;
  probability?: number;
  language?: string;
  milliseconds: number;
  at: Date;
  /** What a hit answered; nothing is kept of other questions. */
  asked?: AskedQuestion;
}

/** The question of a hit. */
export interface AskedQuestion {
  /** As the user wrote it; redacted before it is written. */
  question: string;
  /** Its vector, where finding the answer needed one. */
  vector?: Float32Array;
  embeddingModel: string;
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
  #flushing = Promise.resolve(true);

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

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been recorded is written.
   */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after another: two that wrote at once would both write, and then both let go of, the same records.
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async #write(): Promise<boolean> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, BATCH);
      try {
        await this.#database.query(INSERT_LOOKUPS, columnsOf(batch));
      } catch (error) {
        this.#pending.unshift(...batch);
        this.#log.warn(
          { pending: this.#pending.length, reason: messageOf(error) },
          'lookup records could not be written; they are kept',
        );
        this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS * 5).unref();
        return false;
      }
    }
    return true;
  }
}

// A batch whose success could not be told any more is written again: its keys say what is there already.
const INSERT_LOOKUPS = `
  INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, created_at,
    key, question, normalised, embedding, embedding_model)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::float8[], $6::text[], $7::float8[], $8::timestamptz[],
    $9::uuid[], $10::text[], $11::text[], $12::bytea[], $13::text[])
  ON CONFLICT (key) DO NOTHING`;

function columnsOf(batch: readonly LookupRecord[]): unknown[][] {
  const kept = batch.map(({ asked }) => asked && keep(asked));
  return [
    batch.map((record) => record.outcome),
    batch.map((record) => record.reason),
    batch.map((record) => record.clusterId ?? null),
    batch.map((record) => record.goldenAnswerId ?? null),
    batch.map((record) => record.probability ?? null),
    batch.map((record) => record.language ?? null),
    batch.map((record) => record.milliseconds),
    batch.map((record) => record.at),
    batch.map((record) => record.key),
    kept.map((question) => question?.text ?? null),
    kept.map((question) => question?.normalised ?? null),
    kept.map((question) => (question?.vector ? toVectorBytes(question.vector) : null)),
    kept.map((question) => question?.embeddingModel ?? null),
  ];
}

/** A text that redaction changed goes without its vector, which would still tell of what was taken out. */
function keep({ question, vector, embeddingModel }: AskedQuestion): KeptQuestion & Partial<AskedQuestion> {
  const kept = keptQuestion(question);
  return vector && kept.text === question ? { ...kept, vector, embeddingModel } : { ...kept };
}
