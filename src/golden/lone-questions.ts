import type { Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import type { IndexedPhrasing } from '../matching/phrasing-index.ts';

/**
 * Brings `lone_questions` to these phrasings (by id), writing only what differs.
 * @param mapped those that the night put into clusters; one that a person took out of its cluster meanwhile stays alone.
 */
export async function writeLoneQuestions(
  tx: Queryable,
  phrasings: readonly number[],
  mapped: readonly { phrasingId: number }[],
): Promise<void> {
  const known = [phrasings, mapped.map(({ phrasingId }) => phrasingId)];
  await tx.query(
    `DELETE FROM lone_questions l USING phrasings p WHERE p.id = l.phrasing_id
       AND (p.cluster_id IS NOT NULL OR p.id <> ALL($1::bigint[]) AND p.id <> ALL($2::bigint[]))`,
    known,
  );
  await tx.query(
    `INSERT INTO lone_questions (phrasing_id)
     SELECT id FROM phrasings WHERE (id = ANY($1::bigint[]) OR id = ANY($2::bigint[])) AND cluster_id IS NULL
     ON CONFLICT (phrasing_id) DO NOTHING`,
    known,
  );
}

/** The published questions that are in no cluster, as far as this embedder's vectors are there. */
export async function loadLoneQuestions(tx: Queryable, embeddingModel: string): Promise<IndexedPhrasing[]> {
  const rows = await tx.query<{ id: number; text: string; language: string | null; embedding: Buffer }>(
    `SELECT p.id::int AS id, p.text, p.language, p.embedding FROM lone_questions l JOIN phrasings p ON p.id = l.phrasing_id
     WHERE p.embedding_model = $1 ORDER BY p.id`,
    [embeddingModel],
  );
  return rows.map(({ id, text, language, embedding }) => ({
    text,
    language: language ?? undefined,
    vector: fromVectorBytes(embedding),
    cluster: loneCluster(id),
  }));
}

/** What stands in place of a cluster's number for a phrasing that is in none. */
export function loneCluster(phrasingId: number): number {
  return -phrasingId;
}
