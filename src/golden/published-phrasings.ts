import type { Queryable } from '../database/database.ts';

/** Where a phrasing leads. */
export interface PublishedPlace {
  phrasingId: number;
  clusterId: number;
}

/** Brings `published_phrasings` to these places, writing only what differs: a small transaction's worth, however many there are. */
export async function writePublishedPhrasings(tx: Queryable, places: readonly PublishedPlace[]): Promise<void> {
  const ids = places.map(({ phrasingId }) => phrasingId);
  await tx.query('DELETE FROM published_phrasings WHERE phrasing_id <> ALL($1::bigint[])', [ids]);
  await tx.query(
    `INSERT INTO published_phrasings (phrasing_id, cluster_id)
     SELECT place.phrasing, place.cluster FROM unnest($1::bigint[], $2::int[]) AS place (phrasing, cluster)
     JOIN phrasings p ON p.id = place.phrasing
     ON CONFLICT (phrasing_id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id
     WHERE published_phrasings.cluster_id <> EXCLUDED.cluster_id`,
    [ids, places.map(({ clusterId }) => clusterId)],
  );
}
