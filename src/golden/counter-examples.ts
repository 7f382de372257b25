import type { Database, Queryable } from '../database/database.ts';
import { fromVectorBytes, toVectorBytes } from '../database/vectors.ts';
import type { Embedder } from '../models/embedder.ts';

/** A question that a cluster's answer was served to and does not answer. */
export interface CounterExample {
  /** Redacted. */
  text: string;
  /** Unit length. */
  vector: Float32Array;
  cluster: number;
  /** Two-letter code, or undefined when it cannot be told. */
  language: string | undefined;
}

/** A counter-example as it is looked up by day. */
export interface ServedCounterExample extends Omit<CounterExample, 'vector'> {
  normalised: string;
  /** Undefined when another embedder made it: then it is known by its words only. */
  vector: Float32Array | undefined;
}

interface CounterExampleRow {
  text: string;
  normalised: string;
  language: string | null;
  embedding: Buffer | null;
  cluster_id: number;
}

/**
 * What a night can learn from: the counter-examples with vectors of one model.
 * @param embeddingModel the id of the embedder in use.
 */
export async function loadCounterExamples(database: Queryable, embeddingModel: string): Promise<CounterExample[]> {
  const all = await loadServedCounterExamples(database, embeddingModel);
  return all.flatMap(({ text, vector, cluster, language }) => (vector ? [{ text, vector, cluster, language }] : []));
}

/** All counter-examples, those of another model without their vectors. */
export async function loadServedCounterExamples(
  database: Queryable,
  embeddingModel: string,
): Promise<ServedCounterExample[]> {
  const rows = await database.query<CounterExampleRow>(
    `SELECT text, normalised, language, cluster_id, CASE WHEN embedding_model = $1 THEN embedding END AS embedding
     FROM counter_examples ORDER BY id`,
    [embeddingModel],
  );
  return rows.map(({ text, normalised, language, embedding, cluster_id }) => ({
    text,
    normalised,
    vector: embedding ? fromVectorBytes(embedding) : undefined,
    cluster: cluster_id,
    language: language ?? undefined,
  }));
}

/** What was wrong of a cluster is taken to be wrong of the one that took it in; what is known of the old one stays until then. */
export async function copyCounterExamples(
  database: Queryable,
  merged: readonly { id: number; into: number }[],
): Promise<void> {
  if (merged.length === 0) return;
  await database.query(
    `INSERT INTO counter_examples
       (cluster_id, golden_answer_id, normalised, text, language, embedding, embedding_model, lookup_id, created_at)
     SELECT m."into", golden_answer_id, normalised, text, language, embedding, embedding_model, lookup_id, created_at
     FROM counter_examples c JOIN unnest($1::int[], $2::int[]) AS m (id, "into") ON m.id = c.cluster_id
     ON CONFLICT (cluster_id, normalised) DO NOTHING`,
    [merged.map(({ id }) => id), merged.map(({ into }) => into)],
  );
}

/** Gives a vector of the embedder in use to the counter-examples that have none of it, as after a change of the embedder. */
export async function embedCounterExamples(database: Database, embedder: Embedder): Promise<void> {
  const rows = await database.query<{ id: string; text: string }>(
    'SELECT id, text FROM counter_examples WHERE embedding IS NULL OR embedding_model IS DISTINCT FROM $1 ORDER BY id',
    [embedder.id],
  );
  if (rows.length === 0) return;
  const vectors: Buffer[] = [];
  for (const { text } of rows) vectors.push(toVectorBytes(await embedder.embed(text)));
  await database.query(
    `UPDATE counter_examples c SET embedding = fresh.embedding, embedding_model = $3
     FROM unnest($1::bigint[], $2::bytea[]) AS fresh (id, embedding) WHERE c.id = fresh.id`,
    [rows.map(({ id }) => id), vectors, embedder.id],
  );
}
