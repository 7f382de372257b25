import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { Spool } from '../database/spool.ts';
import { addConversations } from './add-conversations.ts';
import type { Conversation, KeyedConversation } from './conversation.ts';
import { forgetOldErasures } from './erasures.ts';
import { type Exchange, exchangeSpool } from './exchange.ts';
import { keptUserId } from './kept-user-id.ts';
import { questionsIn, type Turn, turnsIn } from './messages.ts';

/** A conversation as it stands in the database. */
export interface SavedConversation {
  messages: unknown;
  metadata: Record<string, unknown>;
  createdAt: Date;
}

/** A question that a user asked, as it stands in the log. */
export interface LoggedQuestion {
  /** The user, or the conversation where the user is unknown. */
  userId: string;
  conversationId: string;
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

/** How far back a user's conversation is taken to go on, milliseconds; and how many of its messages are read. */
const GOES_ON_MS = 30 * 60_000;
const MESSAGES_READ = 12;

/** How many conversations are read at a time. */
const BATCH = 1000;

/** The chatbot's log: what was said, by whom and when. */
export class ConversationService {
  /** Where exchanges are put down in a rush. */
  readonly spool: Spool<Exchange>;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.spool = exchangeSpool(database);
  }

  /** Saves one conversation, at once. */
  async save(conversation: Conversation): Promise<void> {
    await this.addNew([{ key: randomUUID(), conversation }]);
  }

  /**
   * Adds conversations that are not there yet.
   * @returns how many were new.
   */
  async addNew(conversations: readonly KeyedConversation[]): Promise<number> {
    return addConversations(this.#database, conversations);
  }

  /** Forgets who was forgotten more than a day ago. For the night. */
  async forgetOldErasures(): Promise<void> {
    await forgetOldErasures(this.#database);
  }

  /** What was said with a user in the last half hour, oldest first, a dozen messages at most. */
  async recentTurns(userId: string, signal?: AbortSignal): Promise<Turn[]> {
    const rows = await this.#database.query<{ messages: unknown }>(
      `SELECT messages FROM conversations WHERE user_id = $1 AND created_at > $2 ORDER BY created_at DESC, id DESC LIMIT $3`,
      [keptUserId(userId), new Date(Date.now() - GOES_ON_MS), MESSAGES_READ],
      { signal },
    );
    return rows
      .reverse()
      .flatMap(({ messages }) => turnsIn(messages))
      .slice(-MESSAGES_READ)
      .map(({ role, content }) => ({ role, content }));
  }

  /** All conversations of a user, oldest first. */
  async ofUser(userId: string): Promise<SavedConversation[]> {
    await this.spool.enterAll();
    return this.#database.query<SavedConversation>(
      'SELECT messages, metadata, created_at AS "createdAt" FROM conversations WHERE user_id = $1 ORDER BY created_at, id',
      [keptUserId(userId)],
    );
  }

  /** When the last conversation before a time began; undefined where there is none. */
  async lastBefore(time: Date): Promise<Date | undefined> {
    const [{ last }] = await this.#database.query<{ last: Date | null }>(
      'SELECT max(created_at) AS last FROM conversations WHERE created_at < $1',
      [time],
    );
    return last ?? undefined;
  }

  /** The questions of a time window, oldest conversation first; reads a thousand conversations at a time. */
  async *questions(window: TimeWindow, signal?: AbortSignal): AsyncGenerator<LoggedQuestion> {
    await this.spool.enterAll();
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

function* questionsOf(row: ConversationRow): Generator<LoggedQuestion> {
  let hasHistory = row.follow_up === 'true';
  const userId = row.user_id ?? `conversation ${row.id}`;
  for (const text of questionsIn(row.messages)) {
    yield { userId, conversationId: row.id, text, askedAt: row.created_at, hasHistory };
    hasHistory = true;
  }
}
