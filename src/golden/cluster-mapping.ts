import type { Database } from '../database/database.ts';
import { fromVectorBytes, toVectorText } from '../database/vectors.ts';

/** A phrasing that a night found to be of a cluster: how near it is to the canonical question, and who asked it when. */
export interface MappedPhrasing {
  phrasingId: number;
  /** A person may have moved it elsewhere since: where it is, `phrasings` says. */
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
 * Brings `query_clusters` to where `phrasings` has each phrasing, writing only what differs: rows of phrasings that left every cluster
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
  const mapped = new Map(mapping.map((place) => [place.phrasingId, place]));
  const rows = await database.query<MappingRow>(
    `SELECT q.id, q.phrasing_id::int AS phrasing_id, q.user_id, q.cluster_id, q.similarity_score, p.cluster_id AS place
     FROM query_clusters q JOIN phrasings p ON p.id = q.phrasing_id WHERE q.embedding_model = $1`,
    [embeddingModel],
  );
  const gone = rows.filter(({ place }) => place === null).map(({ id }) => id);
  const moved = rows.flatMap((row) => {
    const similarity = similarityOf(row, mapped);
    const isMoved = row.place !== row.cluster_id || Math.abs(similarity - row.similarity_score) > 1e-6;
    return row.place !== null && isMoved ? [{ ...row, similarity }] : [];
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
  await inBatches(moved, (batch) => move(database, batch), signal);
  await inBatches(added, (batch) => add(database, batch, embeddingModel), signal);
}

/** To the question of the cluster that the phrasing is in, as far as the night knows; else as it was written down. */
function similarityOf(row: MappingRow, mapped: ReadonlyMap<number, MappedPhrasing>): number {
  const found = mapped.get(row.phrasing_id);
  return found && found.clusterId === row.place ? found.similarity : row.similarity_score;
}

interface MappingRow {
  id: number;
  phrasing_id: number;
  user_id: string;
  cluster_id: number;
  similarity_score: number;
  /** The cluster that its phrasing is in, null for none. */
  place: number | null;
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

/** What somebody moves once more at that moment is left to them. */
async function move(database: Database, moved: readonly (MappingRow & { similarity: number })[]): Promise<void> {
  await database.query(
    `UPDATE query_clusters q SET cluster_id = place.cluster, similarity_score = place.similarity
     FROM unnest($1::int[], $2::int[], $3::float8[]) AS place (id, cluster, similarity), phrasings p
     WHERE q.id = place.id AND p.id = q.phrasing_id AND p.cluster_id = place.cluster`,
    [moved.map(({ id }) => id), moved.map(({ place }) => place), moved.map(({ similarity }) => similarity)],
  );
}

/** Phrasings that were forgotten or taken out of their cluster meanwhile are passed over; rows that a killed night has added stay as they are. */
async function add(
  database: Database,
  added: readonly { place: MappedPhrasing; user: string; at: Date }[],
  embeddingModel: string,
): Promise<void> {
  const stored = await database.query<{ id: number; cluster: number; embedding: Buffer }>(
    `SELECT id::int AS id, cluster_id AS cluster, embedding FROM phrasings
     WHERE id = ANY($1::bigint[]) AND cluster_id IS NOT NULL`,
    [[...new Set(added.map(({ place }) => place.phrasingId))]],
  );
  const clusterOf = new Map(stored.map(({ id, cluster }) => [id, cluster]));
  const textOf = new Map(stored.map(({ id, embedding }) => [id, toVectorText(fromVectorBytes(embedding))]));
  const there = added.filter(({ place }) => textOf.has(place.phrasingId));
  await database.query(
    `INSERT INTO query_clusters (cluster_id, query_text, embedding, similarity_score, user_id, created_at, phrasing_id, embedding_model)
     SELECT cluster, text, embedding::vector, similarity, user_id, at, phrasing, $8
     FROM unnest($1::int[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::timestamptz[], $7::bigint[])
       AS row (cluster, text, embedding, similarity, user_id, at, phrasing)
     ON CONFLICT (phrasing_id, user_id) WHERE phrasing_id IS NOT NULL DO NOTHING`,
    [
      there.map(({ place }) => clusterOf.get(place.phrasingId)),
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
