import { randomUUID } from 'node:crypto';
import { BatchWriter } from '../database/batch-writer.ts';
import { isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Conversation, ConversationService } from './conversation-service.ts';

/** A conversation under the key by which it is written once, however often that is tried. */
interface KeyedConversation {
  key: string;
  conversation: Conversation;
}

/** Writes what the day's users say in batches, after the answers have gone out. */
export class ConversationRecorder {
  readonly #conversations: ConversationService;
  readonly #log: Logger;
  readonly #writer: BatchWriter<KeyedConversation>;

  constructor(conversations: ConversationService, log: Logger) {
    this.#conversations = conversations;
    this.#log = log;
    this.#writer = new BatchWriter({ what: 'conversations', write: (batch) => this.#write(batch), log });
  }

  /** Takes a conversation; returns at once. */
  record(conversation: Conversation): void {
    this.#writer.add({ key: randomUUID(), conversation: { createdAt: new Date(), ...conversation } });
  }

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been recorded is written.
   */
  async flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes what is pending, once: what cannot be written now is lost. */
  async close(): Promise<void> {
    await this.#writer.close();
  }

  /** One that cannot be stored fails its batch: then each is tried alone, and that one is lost. */
  async #write(batch: readonly KeyedConversation[]): Promise<void> {
    try {
      await this.#add(batch);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      for (const one of batch) await this.#add([one]).catch((reason) => this.#lose(reason));
    }
  }

  async #add(batch: readonly KeyedConversation[]): Promise<void> {
    await this.#conversations.addNew(
      batch.map(({ conversation }) => conversation),
      batch.map(({ key }) => key),
    );
  }

  #lose(error: unknown): void {
    if (isDatabaseUnavailable(error)) throw error;
    this.#log.warn({ reason: messageOf(error) }, 'a conversation could not be stored');
  }
}
