import { type Backlog, BatchWriter } from '../database/batch-writer.ts';
import { storableText } from '../database/storable-text.ts';
import { untilAborted } from '../database/until-aborted.ts';
import { writeApart } from '../database/write-apart.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ConversationService } from './conversation-service.ts';
import { asConversation, type Exchange } from './exchange.ts';
import { keptUserId } from './kept-user-id.ts';

/** Writes what the day's users say in batches, after the answers have gone out. */
export class ConversationRecorder {
  readonly #conversations: ConversationService;
  readonly #log: Logger;
  readonly #writer: BatchWriter<Exchange>;
  /** Users of whom some may not be written yet. */
  readonly #unwritten = new Set<string>();

  constructor(conversations: ConversationService, log: Logger) {
    this.#conversations = conversations;
    this.#log = log;
    const write = (batch: readonly Exchange[]) => this.#write(batch);
    this.#writer = new BatchWriter({ what: 'conversations', write, spool: conversations.spool, log });
  }

  /** Takes an exchange that has just ended; returns at once. */
  record({ key, userId, question, answer, metadata, askedAt }: Omit<Exchange, 'at'>): void {
    if (this.#writer.isIdle) this.#unwritten.clear();
    const user = userId === undefined ? undefined : keptUserId(userId);
    if (user !== undefined) this.#unwritten.add(user);
    const texts = { question: storableText(question), answer: storableText(answer) };
    this.#writer.add({ key, userId: user, ...texts, metadata, at: new Date(), askedAt });
  }

  /** What is not written yet. */
  get backlog(): Backlog {
    return this.#writer.backlog;
  }

  /**
   * Waits until all that was recorded of a user is written, where some may not be.
   * @throws the signal's reason when that takes too long.
   */
  async settle(userId: string, signal: AbortSignal): Promise<void> {
    if (!this.#unwritten.has(keptUserId(userId))) return;
    signal.throwIfAborted();
    await untilAborted(this.#writer.flush(), signal);
  }

  /**
   * Writes what is pending. Never throws: what cannot be written now is tried again later.
   * @returns whether all that had been recorded is written.
   */
  async flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes what is pending; what was put down in a rush is entered later. */
  async writePending(): Promise<void> {
    await this.#writer.writePending();
  }

  /** Writes what is pending, once: what cannot be written now is lost. */
  async close(): Promise<void> {
    await this.#writer.close();
  }

  async #write(batch: readonly Exchange[]): Promise<void> {
    const add = (some: readonly Exchange[]) => this.#conversations.addNew(some.map(asConversation));
    await writeApart(batch, add, (error) =>
      this.#log.warn({ reason: messageOf(error) }, 'a conversation could not be stored'),
    );
  }
}
