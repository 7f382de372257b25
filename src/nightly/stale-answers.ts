import type { Database } from '../database/database.ts';

/**
 * SQL that is true of a row `a` of `golden_answers` when a chunk that the answer rests on is gone or has changed. Sources
 * that are no chunks (answers written by hand) stay.
 */
export const IS_STALE = `EXISTS (
  SELECT 1 FROM jsonb_array_elements(a.sources) AS source
  WHERE source ? 'contentHash' AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.content_hash = source->>'contentHash'))`;

/** An answer whose sources no longer say what they said is not served on, whoever's turn it was to rewrite it. */
export async function withdrawStale(database: Database): Promise<number> {
  const withdrawn = await database.query(`DELETE FROM golden_answers a WHERE ${IS_STALE} RETURNING id`);
  return withdrawn.length;
}
