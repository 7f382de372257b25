import type { Queryable } from '../../database/database.ts';
import type { MapCluster, MapPoint } from '../api/map.ts';

/** Points on a map at most: with twice as many a page that has nothing of it yet took 1.2 s to show them. */
export const MOST_POINTS = 5_000;

/**
 * The questions of the last nights: of each cluster the wording that most people used, then the other wordings by how many did, then
 * the newest of those in no cluster.
 * @param model the embedder; questions embedded by another are not comparable, and left out until a night has embedded them anew.
 */
export async function readPoints(
  database: Queryable,
  model: string,
  limit = MOST_POINTS,
): Promise<{ points: MapPoint[]; total: number }> {
  const [{ points, total }] = await database.query<{ points: MapPoint[]; total: number }>(POINTS, [model, limit]);
  return { points, total };
}

// As JSON, here and below: the driver takes several times as long for ten thousand rows as JSON.parse does, and meanwhile nobody is served.

// In two steps, the second only where there is room left: one sort of all by a rank within their clusters took twice as long. The cast is
// for speed, too: PostgreSQL takes several times as long to sort by a boolean.
const POINTS = `
  WITH askers AS (
    SELECT phrasing_id, count(*)::int AS users FROM query_clusters WHERE phrasing_id IS NOT NULL GROUP BY phrasing_id
  ), known AS MATERIALIZED (
    SELECT p.id, p.text, p.language, q.cluster_id AS cluster, coalesce(k.users, 0) AS users
    FROM phrasings p LEFT JOIN published_phrasings q ON q.phrasing_id = p.id LEFT JOIN askers k ON k.phrasing_id = p.id
    WHERE p.embedding_model = $1
  ), firsts AS (
    SELECT * FROM (
      SELECT DISTINCT ON (cluster) * FROM known WHERE cluster IS NOT NULL ORDER BY cluster, users DESC, id
    ) AS first ORDER BY users DESC, id DESC LIMIT $2
  ), others AS (
    SELECT * FROM known WHERE id NOT IN (SELECT id FROM firsts)
    ORDER BY (cluster IS NULL)::int, users DESC, id DESC LIMIT $2 - (SELECT count(*) FROM firsts)
  ), points AS (
    SELECT c.id, c.text, c.language, c.cluster, c.users, m.x, m.y
    FROM (SELECT * FROM firsts UNION ALL SELECT * FROM others) c
    LEFT JOIN map_positions m ON m.phrasing_id = c.id AND m.embedding_model = $1
  )
  SELECT coalesce(json_agg(p ORDER BY p.id), '[]') AS points, (SELECT count(*)::int FROM known) AS total FROM points p`;

/** Clusters, and what comes of their questions by day; those with most demand first. */
export async function readMapClusters(database: Queryable, ids: readonly number[]): Promise<MapCluster[]> {
  const [{ clusters }] = await database.query<{ clusters: MapCluster[] }>(
    `SELECT coalesce(json_agg(json_build_object('id', c.id, 'question', c.canonical_question, 'language', c.language,
       'asked', c.asked, 'users', c.users, 'answer_id', a.id, 'state',
       CASE WHEN a.status = 'draft' THEN 'draft' WHEN a.status IN ('paused', 'dismissed') THEN 'withheld'
         WHEN a.id IS NULL OR a.stale_since IS NOT NULL THEN 'gap' ELSE 'answered' END)
       ORDER BY c.users DESC, c.asked DESC, c.id), '[]') AS clusters
     FROM clusters c LEFT JOIN golden_answers a ON a.cluster_id = c.id
     WHERE c.id = ANY($1::int[])`,
    [ids],
  );
  return clusters;
}
