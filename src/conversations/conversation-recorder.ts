import { BatchWriter } from '../database/batch-writer.ts';
import { isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ConversationService } from './conversation-service.ts';
import { asConversation, type Exchange } from './exchange.ts';

/** Writes what the day's users say in batches, after the answers have gone out. */
export class ConversationRecorder {
  readonly #conversations: ConversationService;
  readonly #log: Logger;
  readonly #writer: BatchWriter<Exchange>;

  constructor(conversations: ConversationService, log: Logger) {
    this.#conversations = conversations;
    this.#log = log;
    const write = (batch: readonly Exchange[]) => this.#write(batch);
    this.#writer = new BatchWriter({ what: 'conversations', write, spool: conversations.spool, log });
  }

  /** Takes an exchange that has just ended; returns at once. */
  record({ key, userId, question, answer, metadata }: Omit<Exchange, 'at'>): void {
    this.#writer.add({ key, userId, question, answer, metadata, at: new Date() });
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
  async #write(batch: readonly Exchange[]): Promise<void> {
    try {
      await this.#conversations.addNew(batch.map(asConversation));
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      for (const one of batch)
        await this.#conversations.addNew([asConversation(one)]).catch((reason) => this.#lose(reason));
    }
  }

  #lose(error: unknown): void {
    if (isDatabaseUnavailable(error)) throw error;
    this.#log.warn({ reason: messageOf(error) }, 'a conversation could not be stored');
  }
}
