import type { Queryable } from '../database/database.ts';
import type { AnswerStatus } from './answer-status.ts';
import type { AnswerSource } from './golden-answer.ts';

/** Who changed an answer: a person, a night, or (neither) a program. */
export interface ChangedBy {
  /** A person's name. */
  person?: string;
  /** The id of a night's run. */
  run?: number;
}

/** What was done to an answer. */
export type AnswerChangeKind =
  | 'written'
  | 'edited'
  | 'approved'
  | 'paused'
  | 'resumed'
  | 'dismissed'
  | 'restored'
  | 'confirmed'
  | 'accepted'
  | 'imported'
  | 'renamed';

/** An answer as it stood from one change to the next. */
export interface AnswerVersion {
  version: number;
  /** A person's name; null: not a person. */
  person: string | null;
  /** The night that wrote it; null: not a night. */
  run: number | null;
  change: AnswerChangeKind;
  question: string;
  answer: string;
  sources: AnswerSource[];
  language: string | null;
  status: AnswerStatus;
  at: Date;
}

/** Keeps the present state of an answer as the version that its row names, in the transaction that has made it so. */
export async function keepVersion(
  tx: Queryable,
  answerId: number,
  change: AnswerChangeKind,
  { person, run }: ChangedBy,
): Promise<void> {
  await tx.query(
    `INSERT INTO answer_versions
       (golden_answer_id, version, person, run_id, change, canonical_question, answer, sources, language, status, dismissed_users)
     SELECT id, version, $2, $3, $4, canonical_question, answer, sources, language, status, dismissed_users FROM golden_answers WHERE id = $1
     ON CONFLICT (golden_answer_id, version) DO NOTHING`,
    [answerId, person ?? null, run ?? null, change],
  );
}

const COLUMNS = `version, person, run_id AS run, change, canonical_question AS question, answer, sources, language, status,
  created_at AS at`;

/** All versions of an answer, newest first. */
export async function readVersions(database: Queryable, answerId: number): Promise<AnswerVersion[]> {
  return database.query<AnswerVersion>(
    `SELECT ${COLUMNS} FROM answer_versions WHERE golden_answer_id = $1 ORDER BY version DESC`,
    [answerId],
  );
}

/** One version of an answer. Undefined when there is none. */
export async function readVersion(
  database: Queryable,
  answerId: number,
  version: number,
): Promise<AnswerVersion | undefined> {
  const [row] = await database.query<AnswerVersion>(
    `SELECT ${COLUMNS} FROM answer_versions WHERE golden_answer_id = $1 AND version = $2`,
    [answerId, version],
  );
  return row;
}
