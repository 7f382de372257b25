import type { Queryable } from '../database/database.ts';
import type { KeyedConversation } from './conversation.ts';

/**
 * Adds conversations that are not there yet.
 * @returns how many were new.
 */
export async function addConversations(to: Queryable, conversations: readonly KeyedConversation[]): Promise<number> {
  const rows = conversations.map(({ key, conversation: { userId, messages, metadata, createdAt } }) => ({
    user_id: userId,
    messages,
    metadata: metadata ?? {},
    created_at: createdAt ?? new Date(),
    import_key: key,
  }));
  const added = await to.query(
    `INSERT INTO conversations (user_id, messages, metadata, created_at, import_key)
     SELECT user_id, messages, metadata, created_at, import_key
     FROM jsonb_to_recordset($1::jsonb) AS row (user_id TEXT, messages JSONB, metadata JSONB, created_at TIMESTAMPTZ, import_key TEXT)
     ON CONFLICT (import_key) DO NOTHING RETURNING id`,
    [JSON.stringify(rows)],
  );
  return added.length;
}
