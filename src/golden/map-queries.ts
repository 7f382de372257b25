import type { Queryable } from '../database/database.ts';
import { toVectorBytes, toVectorText } from '../database/vectors.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { dot } from '../matching/vectors.ts';
import { holdWordings } from './hold-wordings.ts';

/** A wording to be mapped to a cluster by hand. */
export interface EmbeddedQuery {
  text: string;
  language: string | undefined;
  /** Unit length. */
  vector: Float32Array;
  userId: string | undefined;
  askedAt: Date;
}

/**
 * Maps wordings to a cluster, each with its cosine to the canonical question. A wording belongs to one cluster: one that
 * was elsewhere moves, whoever asked it.
 */
export async function mapQueries(
  tx: Queryable,
  clusterId: number,
  canonical: Float32Array,
  queries: readonly EmbeddedQuery[],
  embeddingModel: string,
): Promise<void> {
  await holdWordings(tx);
  for (const { text, language, vector, userId, askedAt } of queries) {
    const similarity = Math.min(1, dot(vector, canonical));
    const [{ id }] = await tx.query<{ id: number }>(
      `INSERT INTO phrasings (normalised, text, language, embedding, embedding_model, cluster_id) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (normalised) DO UPDATE SET cluster_id = EXCLUDED.cluster_id, embedding = EXCLUDED.embedding,
         embedding_model = EXCLUDED.embedding_model
       RETURNING id::int AS id`,
      [normaliseQuestion(text), text, language ?? null, toVectorBytes(vector), embeddingModel, clusterId],
    );
    await tx.query(
      `INSERT INTO published_phrasings (phrasing_id, cluster_id) VALUES ($1, $2)
       ON CONFLICT (phrasing_id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id`,
      [id, clusterId],
    );
    await tx.query('UPDATE query_clusters SET cluster_id = $2, similarity_score = $3 WHERE phrasing_id = $1', [
      id,
      clusterId,
      similarity,
    ]);
    await tx.query(
      `INSERT INTO query_clusters (cluster_id, query_text, embedding, similarity_score, user_id, created_at, phrasing_id, embedding_model)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (phrasing_id, user_id) WHERE phrasing_id IS NOT NULL
       DO UPDATE SET embedding = EXCLUDED.embedding, embedding_model = EXCLUDED.embedding_model`,
      [clusterId, text, toVectorText(vector), similarity, userId ?? null, askedAt, id, embeddingModel],
    );
  }
}

/** Makes sure that a cluster has a row, so that no night gives its id to another. */
export async function ensureCluster(
  tx: Queryable,
  id: number,
  question: string,
  language: string | null,
): Promise<void> {
  const created = await tx.query(
    `INSERT INTO clusters (id, canonical_question, language, asked, users) VALUES ($1, $2, $3, 0, 0)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id, question, language],
  );
  if (created.length > 0) {
    await tx.query("SELECT setval(pg_get_serial_sequence('clusters', 'id'), (SELECT max(id) FROM clusters))");
  }
}
