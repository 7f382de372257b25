import type { Queryable } from '../database/database.ts';
import { STANDS_ON } from './due-answers.ts';
import type { QuestionToAnswer } from './golden-answer.ts';

/** A question to answer by where it stands. */
export interface QuestionPlace {
  cluster: number;
  /** It stands with a stale answer. */
  isStale: boolean;
  /** It stands with an answer that is due for another look. */
  isDue: boolean;
}

const COLUMNS = 'coalesce(c.asked, 0) AS asked, coalesce(c.users, 0) AS users';

/** Reads a question to answer: the cluster's, or of one that has an answer the one that stands with it. Undefined when it is gone. */
export async function readQuestion(
  database: Queryable,
  { cluster, isStale, isDue }: QuestionPlace,
): Promise<QuestionToAnswer | undefined> {
  const [row] = await database.query<Omit<QuestionToAnswer, 'canonical'> & { question: string }>(
    isStale || isDue
      ? `SELECT a.cluster_id AS id, a.canonical_question AS question, a.language, ${COLUMNS}, ${STANDS_ON}
         FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id WHERE a.cluster_id = $1`
      : `SELECT c.id, c.canonical_question AS question, c.language, ${COLUMNS} FROM clusters c WHERE c.id = $1`,
    [cluster],
  );
  if (!row) return undefined;
  const { question, standsOn, ...rest } = row;
  return { ...rest, canonical: { text: question }, isStale, ...(isDue ? { standsOn } : {}) };
}
