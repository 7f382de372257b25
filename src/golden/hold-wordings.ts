import type { Queryable } from '../database/database.ts';

/**
 * From here to the end of the transaction nobody else changes where wordings lead. For who has locked the answers that it takes and
 * no wording yet: whatever changes what is served waits for this row in the end, and must not hold a wording meanwhile that another
 * waits for.
 */
export async function holdWordings(tx: Queryable): Promise<void> {
  await tx.query('SELECT 1 FROM golden_state FOR UPDATE');
}
