import type { Database } from '../database/database.ts';

/** One message of a conversation. */
export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: string;
}

/** A conversation, or the part of one that is saved at a time. */
export interface Conversation {
  userId?: string;
  messages: Message[];
  metadata?: Record<string, unknown>;
  /** Defaults to now. */
  createdAt?: Date;
}

/** A question that a user asked, as it stands in the log. */
export interface LoggedQuestion {
  /** The user, or the conversation where the user is unknown. */
  userId: string;
  text: string;
  askedAt: Date;
  /** False for the first user message of a conversation. */
  hasHistory: boolean;
}

/** From when (inclusive) until when (exclusive). */
export interface TimeWindow {
  from: Date;
  until: Date;
}

/** How many conversations are read, or written, at a time. */
const BATCH = 1000;

/** The chatbot's log: what was said, by whom and when. */
export class ConversationService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Saves one conversation. */
  async save(conversation: Conversation): Promise<void> {
    await this.#database.query(
      'INSERT INTO conversations (user_id, messages, metadata, created_at) VALUES ($1, $2, $3, $4)',
      [
        conversation.userId ?? null,
        JSON.stringify(conversation.messages),
        JSON.stringify(conversation.metadata ?? {}),
        conversation.createdAt ?? new Date(),
      ],
    );
  }

  /**
   * Adds conversations that are not there yet; `keys` name them, beside `conversations`.
   * @returns how many were new.
   */
  async addNew(conversations: readonly Conversation[], keys: readonly string[]): Promise<number> {
    const rows = conversations.map((conversation, i) => ({
      user_id: conversation.userId ?? null,
      messages: conversation.messages,
      metadata: conversation.metadata ?? {},
      created_at: (conversation.createdAt ?? new Date()).toISOString(),
      import_key: keys[i],
    }));
    const added = await this.#database.query(
      `INSERT INTO conversations (user_id, messages, metadata, created_at, import_key)
       SELECT user_id, messages, metadata, created_at, import_key
       FROM jsonb_to_recordset($1::jsonb) AS row (user_id TEXT, messages JSONB, metadata JSONB, created_at TIMESTAMPTZ, import_key TEXT)
       ON CONFLICT (import_key) DO NOTHING RETURNING id`,
      [JSON.stringify(rows)],
    );
    return added.length;
  }

  /** The questions of a time window, oldest conversation first; reads a thousand conversations at a time. */
  async *questions(window: TimeWindow, signal?: AbortSignal): AsyncGenerator<LoggedQuestion> {
    let after: { exactTime: string; id: string } | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const rows: ConversationRow[] = await this.#database.query<ConversationRow>(
        `SELECT id, user_id, messages, metadata->>'follow_up' AS follow_up, created_at,
           to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS exact_time
         FROM conversations
         WHERE created_at >= $1 AND created_at < $2 AND ($3::timestamptz IS NULL OR (created_at, id) > ($3::timestamptz, $4::bigint))
         ORDER BY created_at, id LIMIT ${BATCH}`,
        [window.from, window.until, after?.exactTime ?? null, after?.id ?? 0],
      );
      for (const row of rows) yield* questionsOf(row);
      const last = rows.at(-1);
      if (rows.length < BATCH || !last) return;
      // The driver's dates have milliseconds, the database's microseconds: go on from the exact time.
      after = { exactTime: last.exact_time, id: last.id };
    }
  }
}

interface ConversationRow {
  id: string;
  user_id: string | null;
  messages: unknown;
  follow_up: string | null;
  created_at: Date;
  exact_time: string;
}

/** Other programs write conversations too: what is no list of messages with text is passed over. */
function* questionsOf(row: ConversationRow): Generator<LoggedQuestion> {
  let hasHistory = row.follow_up === 'true';
  const messages: unknown[] = Array.isArray(row.messages) ? row.messages : [];
  for (const message of messages) {
    if (!isUserMessage(message)) continue;
    const userId = row.user_id ?? `conversation ${row.id}`;
    yield { userId, text: message.content, askedAt: row.created_at, hasHistory };
    hasHistory = true;
  }
}

function isUserMessage(message: unknown): message is Message {
  const { role, content } = (message ?? {}) as Partial<Message>;
  return role === 'user' && typeof content === 'string';
}
