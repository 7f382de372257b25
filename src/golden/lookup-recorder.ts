import { BatchWriter } from '../database/batch-writer.ts';
import type { Database } from '../database/database.ts';
import { toVectorBytes } from '../database/vectors.ts';
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

/** Writes lookup records in batches, after the answers have gone out. */
export class LookupRecorder {
  readonly #writer: BatchWriter<LookupRecord>;

  constructor(database: Database, log: Logger) {
    const write = (batch: readonly LookupRecord[]) => database.query(INSERT_LOOKUPS, columnsOf(batch));
    this.#writer = new BatchWriter({ what: 'lookup records', write, log });
  }

  /** Takes a record; returns at once. */
  record(record: LookupRecord): void {
    this.#writer.add(record);
  }

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been recorded is written.
   */
  async flush(): Promise<boolean> {
    return this.#writer.flush();
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
