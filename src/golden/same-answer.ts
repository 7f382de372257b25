import type { Queryable } from '../database/database.ts';

/**
 * SQL that is true where a cluster is `$1`, or has the same answer: what is marked of one of them is wrong of all, see
 * `MarkedQuestions`. As the keys of `golden-index.ts` do, it goes by text and language. Asked of one row after the other, of which there
 * are few: an import places tens of thousands of wordings, and must not read all answers for each.
 * @param cluster the column that holds it.
 */
export function isSameAnswer(cluster: string): string {
  return `(${cluster} = $1 OR EXISTS (
    SELECT 1 FROM golden_answers own JOIN golden_answers other
      ON other.answer = own.answer AND coalesce(other.language, '') = coalesce(own.language, '') AND other.status <> 'dismissed'
    WHERE own.cluster_id = $1 AND own.status <> 'dismissed' AND other.cluster_id = ${cluster}))`;
}

/** Whether what an answer says is what is served of a cluster. */
export async function hasSameAnswer(database: Queryable, answerId: number, clusterId: number): Promise<boolean> {
  const [same] = await database.query(
    `SELECT 1 FROM golden_answers a WHERE a.id = $2 AND ${isSameAnswer('a.cluster_id')}`,
    [clusterId, answerId],
  );
  return same !== undefined;
}
