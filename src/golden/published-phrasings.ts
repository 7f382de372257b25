import type { Queryable } from '../database/database.ts';

/**
 * Brings `published_phrasings` to the clusters that `phrasings` names now, writing only what differs: a small transaction's worth,
 * however many there are. What people placed since the night wrote its clusters down is in `phrasings`, too, and so is published with it.
 */
export async function publishPhrasings(tx: Queryable): Promise<void> {
  // Twice: a row that somebody is moving is waited for, and overwritten by what was read before. From then on it is this transaction's.
  for (let pass = 1; pass <= 2; pass++) {
    await tx.query(
      `DELETE FROM published_phrasings q USING phrasings p WHERE p.id = q.phrasing_id AND p.cluster_id IS NULL`,
    );
    await tx.query(
      `INSERT INTO published_phrasings (phrasing_id, cluster_id)
       SELECT p.id, p.cluster_id FROM phrasings p LEFT JOIN published_phrasings q ON q.phrasing_id = p.id
       WHERE p.cluster_id IS NOT NULL AND q.cluster_id IS DISTINCT FROM p.cluster_id
       ON CONFLICT (phrasing_id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id`,
    );
  }
}
