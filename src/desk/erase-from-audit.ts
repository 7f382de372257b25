import type { Queryable } from '../database/database.ts';

/**
 * Erases questions in a user's words from what is written down of changes, in a transaction of the caller's: that somebody changed
 * the answer to such a question, or moved such a phrasing, stays; what it was does not.
 */
export async function eraseFromAudit(tx: Queryable, texts: readonly string[]): Promise<void> {
  if (texts.length === 0) return;
  for (const column of ['before', 'after'] as const) {
    for (const name of ['question', 'phrasing'])
      await tx.query(
        `UPDATE desk_audit SET ${column} = jsonb_set(${column}, '{${name}}', '"[erased]"') WHERE ${column}->>'${name}' = ANY($1::text[])`,
        [texts],
      );
    for (const name of ['phrasings', 'silenced_by'])
      await tx.query(
        `UPDATE desk_audit SET ${column} = jsonb_set(${column}, '{${name}}', (
           SELECT jsonb_agg(CASE WHEN text = ANY($1::text[]) THEN '[erased]' ELSE text END ORDER BY place)
           FROM jsonb_array_elements_text(${column}->'${name}') WITH ORDINALITY AS given (text, place)))
         WHERE ${column}->'${name}' ?| $1::text[]`,
        [texts],
      );
  }
}
