import type { Queryable } from '../database/database.ts';
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
 * From so many new rows on, the vector index is dropped before and built anew after them: building it at once takes a
 * fraction of the time that as many insertions take (1.3 ms against 7 ms a row on the embedded database).
 */
const REBUILD_FROM = 2_000;

/** Rows written at a time; each carries a vector of some 4 kB of text. */
const BATCH = 250;

/**
 * Brings `query_clusters` to what the mapping says, writing only what differs: rows of phrasings that left every cluster
 * go, rows of phrasings that moved follow, and new askings are added.
 */
export async function writeClusterMapping(
  tx: Queryable,
  mapping: readonly MappedPhrasing[],
  embeddingModel: string,
): Promise<void> {
  const places = new Map(mapping.map((place) => [place.phrasingId, place]));
  const rows = await tx.query<MappingRow>(
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
  await tx.query(
    'DELETE FROM query_clusters WHERE id = ANY($1::int[]) OR (phrasing_id IS NOT NULL AND embedding_model <> $2)',
    [gone, embeddingModel],
  );
  await move(tx, moved, places);
  await withIndexRebuilt(tx, added.length >= REBUILD_FROM, () => add(tx, added, embeddingModel));
}

interface MappingRow {
  id: number;
  phrasing_id: number;
  user_id: string;
  cluster_id: number;
  similarity_score: number;
}

async function withIndexRebuilt(tx: Queryable, rebuild: boolean, work: () => Promise<void>): Promise<void> {
  if (!rebuild) return work();
  const [index] = await tx.query<{ definition: string }>(
    "SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = current_schema() AND indexname = 'idx_query_clusters_embedding'",
  );
  if (!index) return work();
  await tx.query('DROP INDEX idx_query_clusters_embedding');
  await work();
  await tx.query("SELECT set_config('maintenance_work_mem', '256MB', true)");
  await tx.query(index.definition);
}

async function move(tx: Queryable, moved: MappingRow[], places: Map<number, MappedPhrasing>): Promise<void> {
  if (moved.length === 0) return;
  await tx.query(
    `UPDATE query_clusters q SET cluster_id = place.cluster, similarity_score = place.similarity
     FROM unnest($1::int[], $2::int[], $3::float8[]) AS place (id, cluster, similarity) WHERE q.id = place.id`,
    [
      moved.map((row) => row.id),
      moved.map((row) => places.get(row.phrasing_id)?.clusterId),
      moved.map((row) => places.get(row.phrasing_id)?.similarity),
    ],
  );
}

async function add(
  tx: Queryable,
  added: { place: MappedPhrasing; user: string; at: Date }[],
  embeddingModel: string,
): Promise<void> {
  for (let start = 0; start < added.length; start += BATCH) {
    const batch = added.slice(start, start + BATCH);
    const ids = [...new Set(batch.map(({ place }) => place.phrasingId))];
    const vectors = await tx.query<{ id: number; embedding: Buffer }>(
      'SELECT id::int AS id, embedding FROM phrasings WHERE id = ANY($1::bigint[])',
      [ids],
    );
    const textOf = new Map(vectors.map(({ id, embedding }) => [id, toVectorText(fromVectorBytes(embedding))]));
    await tx.query(
      `INSERT INTO query_clusters (cluster_id, query_text, embedding, similarity_score, user_id, created_at, phrasing_id, embedding_model)
       SELECT cluster, text, embedding::vector, similarity, user_id, at, phrasing, $8
       FROM unnest($1::int[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::timestamptz[], $7::bigint[])
         AS row (cluster, text, embedding, similarity, user_id, at, phrasing)`,
      [
        batch.map(({ place }) => place.clusterId),
        batch.map(({ place }) => place.text),
        batch.map(({ place }) => textOf.get(place.phrasingId)),
        batch.map(({ place }) => place.similarity),
        batch.map(({ user }) => user),
        batch.map(({ at }) => at),
        batch.map(({ place }) => place.phrasingId),
        embeddingModel,
      ],
    );
  }
}
