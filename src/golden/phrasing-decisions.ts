import type { Queryable } from '../database/database.ts';

/** Where a person wants a phrasing: with a cluster, or not with it. */
export interface PhrasingDecision {
  phrasingId: number;
  clusterId: number;
  belongs: boolean;
}

/** All decisions that people have taken on phrasings. */
export async function readPhrasingDecisions(database: Queryable): Promise<PhrasingDecision[]> {
  return database.query<PhrasingDecision>(
    `SELECT phrasing_id::int AS "phrasingId", cluster_id AS "clusterId", belongs FROM phrasing_decisions
     ORDER BY phrasing_id, cluster_id`,
  );
}

/** Notes that a phrasing belongs to a cluster, and so to no other. */
export async function decideBelongs(
  tx: Queryable,
  phrasingId: number,
  clusterId: number,
  person: string,
): Promise<void> {
  await tx.query('DELETE FROM phrasing_decisions WHERE phrasing_id = $1 AND (belongs OR cluster_id = $2)', [
    phrasingId,
    clusterId,
  ]);
  await tx.query(
    'INSERT INTO phrasing_decisions (phrasing_id, cluster_id, belongs, person) VALUES ($1, $2, true, $3)',
    [phrasingId, clusterId, person],
  );
}

/** Notes that a phrasing does not belong to a cluster. */
export async function decideNotBelongs(
  tx: Queryable,
  phrasingId: number,
  clusterId: number,
  person: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO phrasing_decisions (phrasing_id, cluster_id, belongs, person) VALUES ($1, $2, false, $3)
     ON CONFLICT (phrasing_id, cluster_id) DO UPDATE SET belongs = false, person = EXCLUDED.person, created_at = now()`,
    [phrasingId, clusterId, person],
  );
}

/** Locks the answers that {@link followClusters} may change. As everywhere, answers come before wordings (`hold-wordings.ts`). */
export async function holdDismissed(tx: Queryable): Promise<void> {
  await tx.query("SELECT 1 FROM golden_answers WHERE status = 'dismissed' ORDER BY id FOR UPDATE");
}

/**
 * What people decided about a cluster holds of the one that took it in; and a dismissal of each part of what was split, or it
 * would come back in other wordings.
 */
export async function followClusters(
  tx: Queryable,
  merged: readonly { id: number; into: number }[],
  split: readonly { from: number; id: number }[],
): Promise<void> {
  const [gone, takers] = [merged.map(({ id }) => id), merged.map(({ into }) => into)];
  await tx.query(
    `UPDATE phrasing_decisions d SET cluster_id = m."into" FROM unnest($1::int[], $2::int[]) AS m (id, "into")
     WHERE d.cluster_id = m.id AND NOT EXISTS (
       SELECT 1 FROM phrasing_decisions other WHERE other.phrasing_id = d.phrasing_id AND other.cluster_id = m."into")`,
    [gone, takers],
  );
  await tx.query(
    `UPDATE golden_answers a SET cluster_id = m."into"
     FROM (SELECT "into", min(id) AS id FROM unnest($1::int[], $2::int[]) AS m (id, "into")
       WHERE EXISTS (SELECT 1 FROM golden_answers d WHERE d.cluster_id = m.id AND d.status = 'dismissed')
       GROUP BY "into") AS m
     WHERE a.cluster_id = m.id AND NOT EXISTS (SELECT 1 FROM golden_answers other WHERE other.cluster_id = m."into")`,
    [gone, takers],
  );
  await tx.query(
    `INSERT INTO golden_answers
       (cluster_id, canonical_question, answer, sources, metadata, language, status, dismissed_asked, dismissed_users)
     SELECT s.id, c.canonical_question, a.answer, a.sources, a.metadata, c.language, a.status, a.dismissed_asked, a.dismissed_users
     FROM unnest($1::int[], $2::int[]) AS s ("from", id) JOIN golden_answers a ON a.cluster_id = s."from"
     JOIN clusters c ON c.id = s.id WHERE a.status = 'dismissed'
     ON CONFLICT (cluster_id) DO NOTHING`,
    [split.map(({ from }) => from), split.map(({ id }) => id)],
  );
}
