import { type Backlog, BatchWriter } from '../database/batch-writer.ts';
import type { Database, Queryable } from '../database/database.ts';
import { DifferentValues } from '../database/different-values.ts';
import { Spool } from '../database/spool.ts';
import { toVectorBytes } from '../database/vectors.ts';
import { writeApart } from '../database/write-apart.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type KeptQuestion, keptQuestion } from './kept-question.ts';
import { LookupTally } from './lookup-tally.ts';

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

/** Counts lookups, and writes their records in batches, after the answers have gone out. */
export class LookupRecorder {
  /** All that were recorded here. */
  readonly tally = new LookupTally();
  readonly #writer: BatchWriter<LookupRow>;

  constructor(database: Database, log: Logger) {
    const lose = (error: unknown) => log.warn({ reason: messageOf(error) }, 'a lookup record could not be stored');
    const write = (batch: readonly LookupRow[]) => writeApart(batch, (some) => insert(some, database), lose);
    this.#writer = new BatchWriter({ what: 'lookup records', write, spool: lookupSpool(database), log });
  }

  /** Takes a record; returns at once. */
  record(record: LookupRecord): void {
    this.tally.add(record);
    this.#writer.add(rowOf(record));
  }

  /** What is not written yet. */
  get backlog(): Backlog {
    return this.#writer.backlog;
  }

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been recorded is written.
   */
  async flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes what is pending; what was put down in a rush is entered later. */
  async writePending(): Promise<void> {
    await this.#writer.writePending();
  }
}

/** Where lookup records are put down in a rush. */
export function lookupSpool(database: Database): Spool<LookupRow> {
  return new Spool({
    database,
    kind: 'lookups',
    flatten: (row) => row,
    restore: (flat) => flat as LookupRow,
    insert,
  });
}

async function insert(rows: readonly LookupRow[], into: Queryable): Promise<void> {
  const alike = new DifferentValues();
  const own = rows.map(({ key, at, milliseconds, ...rest }) => ({ key, at, milliseconds, rest: alike.placeOf(rest) }));
  await into.query(INSERT_LOOKUPS, [JSON.stringify(own), alike.toJson()]);
}

// A batch whose success could not be told any more is written again: its keys say what is there already.
const INSERT_LOOKUPS = `
  INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, created_at,
    key, question, normalised, embedding, embedding_model)
  SELECT outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, to_timestamp(at / 1000.0),
    key, question, normalised, decode(embedding, 'base64'), embedding_model
  FROM json_to_recordset($1::json) AS own (key UUID, at FLOAT8, milliseconds FLOAT8, rest INT)
  JOIN ROWS FROM (json_to_recordset($2::json) AS (outcome TEXT, reason TEXT, cluster_id INT, golden_answer_id INT,
    probability FLOAT8, language TEXT, question TEXT, normalised TEXT, embedding TEXT, embedding_model TEXT))
    WITH ORDINALITY AS rest ON rest.ordinality = own.rest + 1
  ON CONFLICT (key) DO NOTHING`;

/** A record as a row of `lookups`; what is undefined is NULL there. */
type LookupRow = ReturnType<typeof rowOf>;

function rowOf(record: LookupRecord) {
  const kept = record.asked && keep(record.asked);
  return {
    outcome: record.outcome,
    reason: record.reason,
    cluster_id: record.clusterId,
    golden_answer_id: record.goldenAnswerId,
    probability: record.probability,
    language: record.language,
    milliseconds: toMicroseconds(record.milliseconds),
    at: record.at.getTime(),
    key: record.key,
    question: kept?.text,
    normalised: kept?.normalised,
    embedding: kept?.vector && toVectorBytes(kept.vector).toString('base64'),
    embedding_model: kept?.embeddingModel,
  };
}

/** A text that redaction changed goes without its vector, which would still tell of what was taken out. */
function keep({ question, vector, embeddingModel }: AskedQuestion): KeptQuestion & Partial<AskedQuestion> {
  const kept = keptQuestion(question);
  return vector && kept.text === question ? { ...kept, vector, embeddingModel } : { ...kept };
}

/** No clock tells more of a lookup, and a shorter number is written sooner. */
function toMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
