import type { Database } from '../database/database.ts';
import { fromVectorBytes, toVectorText } from '../database/vectors.ts';

/** A phrasing's place: its cluster, how near it is to the canonical question, and who asked it when. */
export interface MappedPhrasing {
  phrasingId: number;
  clusterId: number;
  text: string;
  /** Cosine to the cluster's canonical question, at most 1. */
  similarity: number;
  /** First time of asking per user. */
  users: ReadonlyMap<string, Date>;
}

/**
 * The vectors and their index (`idx_query_clusters_embedding`) are the seed's schema, for SQL of an operator's own: nothing that
 * Goldsmith serves asks for the nearest of them, as matching has all vectors in memory and compares with each.
 *
 * Rows written at a time: each takes some 2 ms to enter the index of vectors on the embedded database, whose one connection nobody
 * else has meanwhile.
 */
const BATCH = 16;

/**
 * Brings `query_clusters` to what the mapping says, writing only what differs: rows of phrasings that left every cluster
 * go, rows of phrasings that moved follow, and new askings are added. It goes in small steps, each of which stands: what a killed
 * process has not written, the next night writes.
 * @throws the signal's reason.
 */
export async function writeClusterMapping(
  database: Database,
  mapping: readonly MappedPhrasing[],
  embeddingModel: string,
  signal?: AbortSignal,
): Promise<void> {
  const places = new Map(mapping.map((place) => [place.phrasingId, place]));
  const rows = await database.query<MappingRow>(
    `SELECT id, phrasing_id::int AS phrasing_id, user_id, cluster_id, similarity_score FROM query_clusters
     WHERE phrasing_id IS NOT NULL AND embedding_model = $1`,
    [embeddingModel],
  );
  const gone = rows.filter((row) => !places.has(row.phrasing_id)).map((row) => row.id);
  const moved = rows.filter((row) => {
    const place = places.get(row.phrasing_id);
    return place && (place.clusterId !== row.cluster_id || Math.abs(place.similarity - row.similarity_score) > 1e-6);
  });
  const known = new Set(rows.map((row) => `${row.phrasing_id}/${row.user_id}`));
  const added = mapping.flatMap((place) =>
    [...place.users]
      .filter(([user]) => !known.has(`${place.phrasingId}/${user}`))
      .map(([user, at]) => ({ place, user, at })),
  );
  // Rows of another embedder's vectors are replaced as a whole.
  await database.query(
    'DELETE FROM query_clusters WHERE id = ANY($1::int[]) OR (phrasing_id IS NOT NULL AND embedding_model <> $2)',
    [gone, embeddingModel],
  );
  await inBatches(moved, (batch) => move(database, batch, places), signal);
  await inBatches(added, (batch) => add(database, batch, embeddingModel), signal);
}

interface MappingRow {
  id: number;
  phrasing_id: number;
  user_id: string;
  cluster_id: number;
  similarity_score: number;
}

async function inBatches<Row>(
  rows: readonly Row[],
  write: (batch: readonly Row[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    signal?.throwIfAborted();
    await write(rows.slice(start, start + BATCH));
  }
}

async function move(
  database: Database,
  moved: readonly MappingRow[],
  places: ReadonlyMap<number, MappedPhrasing>,
): Promise<void> {
  await database.query(
    `UPDATE query_clusters q SET cluster_id = place.cluster, similarity_score = place.similarity
     FROM unnest($1::int[], $2::int[], $3::float8[]) AS place (id, cluster, similarity) WHERE q.id = place.id`,
    [
      moved.map((row) => row.id),
      moved.map((row) => places.get(row.phrasing_id)?.clusterId),
      moved.map((row) => places.get(row.phrasing_id)?.similarity),
    ],
  );
}

/** Phrasings that were forgotten meanwhile are passed over; rows that a killed night has added stay as they are. */
async function add(
  database: Database,
  added: readonly { place: MappedPhrasing; user: string; at: Date }[],
  embeddingModel: string,
): Promise<void> {
  const vectors = await database.query<{ id: number; embedding: Buffer }>(
    'SELECT id::int AS id, embedding FROM phrasings WHERE id = ANY($1::bigint[])',
    [[...new Set(added.map(({ place }) => place.phrasingId))]],
  );
  const textOf = new Map(vectors.map(({ id, embedding }) => [id, toVectorText(fromVectorBytes(embedding))]));
  const there = added.filter(({ place }) => textOf.has(place.phrasingId));
  await database.query(
    `INSERT INTO query_clusters (cluster_id, query_text, embedding, similarity_score, user_id, created_at, phrasing_id, embedding_model)
     SELECT cluster, text, embedding::vector, similarity, user_id, at, phrasing, $8
     FROM unnest($1::int[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::timestamptz[], $7::bigint[])
       AS row (cluster, text, embedding, similarity, user_id, at, phrasing)
     ON CONFLICT (phrasing_id, user_id) WHERE phrasing_id IS NOT NULL DO NOTHING`,
    [
      there.map(({ place }) => place.clusterId),
      there.map(({ place }) => place.text),
      there.map(({ place }) => textOf.get(place.phrasingId)),
      there.map(({ place }) => place.similarity),
      there.map(({ user }) => user),
      there.map(({ at }) => at),
      there.map(({ place }) => place.phrasingId),
      embeddingModel,
    ],
  );
}
