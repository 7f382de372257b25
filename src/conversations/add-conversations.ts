import type { Queryable } from '../database/database.ts';
import { DifferentValues } from '../database/different-values.ts';
import type { KeyedConversation } from './conversation.ts';
import { HASH_OF_USER } from './erasures.ts';
import { keptUserId } from './kept-user-id.ts';

/**
 * Adds conversations that are not there yet, but for what was asked before its user was forgotten.
 * @returns how many were new.
 */
export async function addConversations(to: Queryable, conversations: readonly KeyedConversation[]): Promise<number> {
  const messages = new DifferentValues();
  const metadata = new DifferentValues();
  const rows = conversations.map(({ key, conversation, askedAt }) => ({
    user_id: conversation.userId === undefined ? undefined : keptUserId(conversation.userId),
    messages: messages.placeOf(conversation.messages),
    metadata: metadata.placeOf(conversation.metadata ?? {}),
    created_at: conversation.createdAt ?? new Date(),
    import_key: key,
    asked_at: askedAt,
  }));
  // One by one, not by a join, which would change their order.
  const [{ added }] = await to.query<{ added: number }>(
    `WITH added AS (
       INSERT INTO conversations (user_id, messages, metadata, created_at, import_key)
       SELECT user_id, $2::jsonb -> messages, $3::jsonb -> metadata, created_at, import_key
       FROM json_to_recordset($1::json)
         AS row (user_id TEXT, messages INT, metadata INT, created_at TIMESTAMPTZ, import_key TEXT, asked_at TIMESTAMPTZ)
       WHERE asked_at IS NULL OR asked_at > coalesce((SELECT at FROM erasures WHERE user_hash = ${HASH_OF_USER}), '-infinity')
       ON CONFLICT (import_key) DO NOTHING RETURNING 1)
     SELECT count(*)::int AS added FROM added`,
    [JSON.stringify(rows), messages.toJson(), metadata.toJson()],
  );
  return added;
}
