import type { Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import type { IndexedPhrasing } from '../matching/phrasing-index.ts';

/** Brings `lone_questions` to these phrasings (by id), writing only what differs. */
export async function writeLoneQuestions(tx: Queryable, phrasings: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM lone_questions WHERE phrasing_id <> ALL($1::bigint[])', [phrasings]);
  await tx.query(
    'INSERT INTO lone_questions (phrasing_id) SELECT unnest($1::bigint[]) ON CONFLICT (phrasing_id) DO NOTHING',
    [phrasings],
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
