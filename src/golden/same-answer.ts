import type { Queryable } from '../database/database.ts';

/**
 * SQL of cluster `$1` and those that have the same answer: what is marked of one of them is wrong of all, see
 * `MarkedQuestions`. As the keys of `golden-index.ts` do, it goes by text and language.
 */
export const SAME_ANSWER = `SELECT $1::int AS cluster_id UNION
  SELECT other.cluster_id FROM golden_answers own JOIN golden_answers other
    ON other.answer = own.answer AND coalesce(other.language, '') = coalesce(own.language, '') AND other.status <> 'dismissed'
  WHERE own.cluster_id = $1 AND own.status <> 'dismissed'`;

/** Whether what an answer says is what is served of a cluster. */
export async function hasSameAnswer(database: Queryable, answerId: number, clusterId: number): Promise<boolean> {
  const [same] = await database.query(
    `SELECT 1 FROM golden_answers a WHERE a.id = $2 AND a.cluster_id IN (${SAME_ANSWER})`,
    [clusterId, answerId],
  );
  return same !== undefined;
}
