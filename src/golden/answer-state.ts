import type { Queryable } from '../database/database.ts';
import type { AnswerStatus } from './answer-status.ts';
import type { AnswerSource } from './golden-answer.ts';

/** A golden answer with all that people can decide about it. */
export interface AnswerState {
  id: number;
  clusterId: number;
  question: string;
  answer: string;
  sources: AnswerSource[];
  language: string | null;
  status: AnswerStatus;
  version: number;
  /** Since when the text is a person's; null: a night's. */
  editedAt: Date | null;
  approvedAt: Date | null;
  staleSince: Date | null;
  staleReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The columns of an {@link AnswerState}, of a row `a` of `golden_answers`. */
export const ANSWER_STATE = `a.id, a.cluster_id AS "clusterId", a.canonical_question AS question, a.answer, a.sources, a.language,
  a.status, a.version, a.edited_at AS "editedAt", a.approved_at AS "approvedAt", a.stale_since AS "staleSince",
  a.stale_reason AS "staleReason", a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;

/** SQL that is true of a row `a` of which a person has decided something: no night takes it away. */
export const IS_DECIDED =
  "(a.edited_at IS NOT NULL OR a.approved_at IS NOT NULL OR a.status IN ('paused', 'dismissed'))";

/** Reads an answer, for the rest of the transaction with nobody else changing it. Undefined when there is none. */
export async function lockAnswer(
  tx: Queryable,
  by: { id: number } | { clusterId: number },
): Promise<AnswerState | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['cluster_id', by.clusterId];
  const [row] = await tx.query<AnswerState>(
    `SELECT ${ANSWER_STATE} FROM golden_answers a WHERE a.${column} = $1 FOR UPDATE`,
    [value],
  );
  return row;
}

/** Locks several answers as {@link lockAnswer} does, in one order, so that two who lock the same never wait for each other. */
export async function lockAnswers(tx: Queryable, ids: readonly number[]): Promise<Map<number, AnswerState>> {
  const rows = await tx.query<AnswerState>(
    `SELECT ${ANSWER_STATE} FROM golden_answers a WHERE a.id = ANY($1::int[]) ORDER BY a.id FOR UPDATE`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Reads an answer. Undefined when there is none. */
export async function readAnswer(database: Queryable, id: number): Promise<AnswerState | undefined> {
  const [row] = await database.query<AnswerState>(`SELECT ${ANSWER_STATE} FROM golden_answers a WHERE a.id = $1`, [id]);
  return row;
}
