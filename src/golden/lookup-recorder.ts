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
    const write = (batch: readonly LookupRecord[]) =>
      database.query(INSERT_LOOKUPS, [JSON.stringify(batch.map(rowOf))]);
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
  SELECT outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, created_at,
    key, question, normalised, decode(embedding, 'base64'), embedding_model
  FROM json_to_recordset($1::json) AS row (outcome TEXT, reason TEXT, cluster_id INT, golden_answer_id INT,
    probability FLOAT8, language TEXT, milliseconds FLOAT8, created_at TIMESTAMPTZ,
    key UUID, question TEXT, normalised TEXT, embedding TEXT, embedding_model TEXT)
  ON CONFLICT (key) DO NOTHING`;

/** A record as a row of `lookups`; what is undefined is NULL there. */
function rowOf({ asked, clusterId, goldenAnswerId, at, ...record }: LookupRecord) {
  const kept = asked && keep(asked);
  return {
    ...{ outcome: record.outcome, reason: record.reason, key: record.key, language: record.language },
    ...{ probability: record.probability, milliseconds: record.milliseconds, created_at: at },
    ...{ cluster_id: clusterId, golden_answer_id: goldenAnswerId },
    ...{ question: kept?.text, normalised: kept?.normalised, embedding_model: kept?.embeddingModel },
    embedding: kept?.vector && toVectorBytes(kept.vector).toString('base64'),
  };
}

/** A text that redaction changed goes without its vector, which would still tell of what was taken out. */
function keep({ question, vector, embeddingModel }: AskedQuestion): KeptQuestion & Partial<AskedQuestion> {
  const kept = keptQuestion(question);
  return vector && kept.text === question ? { ...kept, vector, embeddingModel } : { ...kept };
}
