import type { Queryable } from '../database/database.ts';

/**
 * Erases questions in a user's words from what is written down of changes, in a transaction of the caller's: that somebody changed
 * the answer to such a question stays, what it was does not.
 */
export async function eraseFromAudit(tx: Queryable, texts: readonly string[]): Promise<void> {
  if (texts.length === 0) return;
  await tx.query(
    `UPDATE desk_audit SET before = ${withoutQuestion('before')}, after = ${withoutQuestion('after')}
     WHERE before->>'question' = ANY($1::text[]) OR after->>'question' = ANY($1::text[])`,
    [texts],
  );
}

function withoutQuestion(column: 'before' | 'after'): string {
  return `CASE WHEN ${column}->>'question' = ANY($1::text[]) THEN jsonb_set(${column}, '{question}', '"[erased]"') ELSE ${column} END`;
}
