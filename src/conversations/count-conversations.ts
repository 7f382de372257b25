import type { Queryable } from '../database/database.ts';

/** Counts the conversations that are kept. */
export async function countConversations(database: Queryable): Promise<number> {
  const [{ count }] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM conversations');
  return count;
}
