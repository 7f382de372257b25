import type { Database } from '../database/database.ts';
import type { FlatRow } from '../database/packed-rows.ts';
import { Spool } from '../database/spool.ts';
import { addConversations } from './add-conversations.ts';
import type { Conversation, KeyedConversation } from './conversation.ts';

/** A question by day and what was answered. */
export interface Exchange {
  /** The key of its lookup; by it the exchange is written once, however often that is tried. */
  key: string;
  userId?: string;
  question: string;
  answer: string;
  /** How it was answered; its names are none of the others here. */
  metadata: FlatRow;
  /** When it ended. */
  at: Date;
  /** When it was asked, milliseconds since 1970, where that was earlier. */
  askedAt?: number;
}

/** An exchange as a conversation of two messages; of one, when nothing was answered. */
export function asConversation({ key, userId, question, answer, metadata, at, askedAt }: Exchange): KeyedConversation {
  const messages: Conversation['messages'] = [{ role: 'user', content: question }];
  if (answer.trim()) messages.push({ role: 'assistant', content: answer });
  return { key, conversation: { userId, messages, metadata, createdAt: at }, askedAt: new Date(askedAt ?? at) };
}

/** Where exchanges are put down in a rush. */
export function exchangeSpool(database: Database): Spool<Exchange> {
  return new Spool({
    database,
    kind: 'conversations',
    flatten: ({ metadata, at, ...exchange }) => ({ ...metadata, ...exchange, at: at.getTime() }),
    restore: (flat) => {
      const { key, userId, question, answer, at, askedAt, ...metadata } = flat as FlatRow &
        Omit<Exchange, 'at'> & { at: number };
      return { key, userId, question, answer, metadata, at: new Date(at), askedAt };
    },
    insert: (exchanges, into) => addConversations(into, exchanges.map(asConversation)),
  });
}
