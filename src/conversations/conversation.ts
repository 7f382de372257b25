import type { Message } from './messages.ts';

/** A conversation, or the part of one that is saved at a time. */
export interface Conversation {
  userId?: string;
  messages: Message[];
  metadata?: Record<string, unknown>;
  /** Defaults to now. */
  createdAt?: Date;
}

/** A conversation under the key by which it is written once, however often that is tried. */
export interface KeyedConversation {
  key: string;
  conversation: Conversation;
  /** When a user asked it by day: it is not written where he was forgotten after that. Without it that does not matter. */
  askedAt?: Date;
}
