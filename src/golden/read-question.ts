import type { Queryable } from '../database/database.ts';
import type { QuestionToAnswer } from './golden-answer.ts';

/** A question to answer by where it stands. */
export type QuestionPlace = { cluster: number; isStale: boolean };

const COLUMNS = 'coalesce(c.asked, 0) AS asked, coalesce(c.users, 0) AS users';

/** Reads a question to answer: the cluster's, or for a stale answer the one that stands with it. Undefined when it is gone. */
export async function readQuestion(
  database: Queryable,
  { cluster, isStale }: QuestionPlace,
): Promise<QuestionToAnswer | undefined> {
  const [row] = await database.query<Omit<QuestionToAnswer, 'canonical'> & { question: string }>(
    isStale
      ? `SELECT a.cluster_id AS id, a.canonical_question AS question, a.language, ${COLUMNS}
         FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id WHERE a.cluster_id = $1`
      : `SELECT c.id, c.canonical_question AS question, c.language, ${COLUMNS} FROM clusters c WHERE c.id = $1`,
    [cluster],
  );
  if (!row) return undefined;
  const { question, ...rest } = row;
  return { ...rest, canonical: { text: question }, isStale };
}
