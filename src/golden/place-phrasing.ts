import type { Queryable } from '../database/database.ts';
import { toVectorBytes } from '../database/vectors.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { dot } from '../matching/vectors.ts';
import { holdWordings } from './hold-wordings.ts';
import { decideBelongs, decideNotBelongs } from './phrasing-decisions.ts';
import { isSameAnswer } from './same-answer.ts';

/** A wording that a person gives to a cluster. */
export interface GivenPhrasing {
  text: string;
  language: string | undefined;
  /** Unit length. */
  vector: Float32Array;
  /** A person has typed it; else it is a chat user's. */
  byHand: boolean;
}

/** Where it is given to. */
export interface PhrasingPlace {
  clusterId: number;
  /** The vector of the cluster's question. */
  canonical: Float32Array;
  /** The id of the embedder in use. */
  embeddingModel: string;
  person: string;
}

/**
 * Gives a wording to a cluster, for good: from now on it leads there, and every night holds to it; that the answer there was marked
 * as wrong for it, there or where the same is answered, counts no more. Nobody is taken to have asked it; whoever did, did.
 */
export async function placePhrasing(
  tx: Queryable,
  { text, language, vector, byHand }: GivenPhrasing,
  { clusterId, canonical, embeddingModel, person }: PhrasingPlace,
): Promise<void> {
  await holdWordings(tx);
  const [{ id }] = await tx.query<{ id: number }>(
    `INSERT INTO phrasings (normalised, text, language, embedding, embedding_model, cluster_id, by_hand)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (normalised) DO UPDATE SET cluster_id = EXCLUDED.cluster_id, embedding = EXCLUDED.embedding,
       embedding_model = EXCLUDED.embedding_model, by_hand = phrasings.by_hand OR EXCLUDED.by_hand
     RETURNING id::int AS id`,
    [normaliseQuestion(text), text, language ?? null, toVectorBytes(vector), embeddingModel, clusterId, byHand],
  );
  await tx.query(
    `INSERT INTO published_phrasings (phrasing_id, cluster_id) VALUES ($1, $2)
     ON CONFLICT (phrasing_id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id`,
    [id, clusterId],
  );
  await tx.query('UPDATE query_clusters SET cluster_id = $2, similarity_score = $3 WHERE phrasing_id = $1', [
    id,
    clusterId,
    Math.min(1, dot(vector, canonical)),
  ]);
  await tx.query('DELETE FROM lone_questions WHERE phrasing_id = $1', [id]);
  await tx.query(
    `DELETE FROM counter_examples WHERE normalised = $2 AND ${isSameAnswer('counter_examples.cluster_id')}`,
    [clusterId, normaliseQuestion(text)],
  );
  await decideBelongs(tx, id, clusterId, person);
}

/**
 * Takes a wording out of its cluster, for good: it is not answered so again, in these words or others that mean the same, and
 * every night keeps it away.
 */
export async function detachPhrasing(
  tx: Queryable,
  phrasingId: number,
  { clusterId, answerId, person }: { clusterId: number; answerId: number; person: string },
): Promise<void> {
  await tx.query('UPDATE phrasings SET cluster_id = NULL WHERE id = $1', [phrasingId]);
  await tx.query('DELETE FROM published_phrasings WHERE phrasing_id = $1', [phrasingId]);
  await tx.query('DELETE FROM query_clusters WHERE phrasing_id = $1', [phrasingId]);
  await tx.query('INSERT INTO lone_questions (phrasing_id) VALUES ($1) ON CONFLICT (phrasing_id) DO NOTHING', [
    phrasingId,
  ]);
  await tx.query(
    `INSERT INTO counter_examples (cluster_id, golden_answer_id, normalised, text, language, embedding, embedding_model)
     SELECT $2, $3, normalised, text, language, embedding, embedding_model FROM phrasings WHERE id = $1
     ON CONFLICT (cluster_id, normalised) DO NOTHING`,
    [phrasingId, clusterId, answerId],
  );
  await decideNotBelongs(tx, phrasingId, clusterId, person);
}
