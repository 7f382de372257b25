import type { Queryable } from '../database/database.ts';

/** The hash by which a user who was forgotten is known, of a column `user_id`. */
export const HASH_OF_USER = "encode(sha256(convert_to(user_id, 'UTF8')), 'hex')";

/** Remembers that a user was forgotten: what he had asked before, and is not answered yet, is not written later. @param userId as it is kept. */
export async function rememberErasure(tx: Queryable, userId: string): Promise<void> {
  await tx.query(
    `INSERT INTO erasures (user_hash, at) SELECT ${HASH_OF_USER}, clock_timestamp() FROM (SELECT $1::text AS user_id) AS user_row
     ON CONFLICT (user_hash) DO UPDATE SET at = EXCLUDED.at`,
    [userId],
  );
}

/** Forgets erasures that are a day old: no answer takes so long. */
export async function forgetOldErasures(database: Queryable): Promise<void> {
  await database.query("DELETE FROM erasures WHERE at < now() - interval '1 day'");
}
