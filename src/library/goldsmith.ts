import type { AnswerStream, ChatAnswer, ChatQuestion } from '../chat/chat-answer.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { ImportReport } from '../conversations/import-conversations.ts';
import type { Lookup } from '../golden/golden-answer-service.ts';
import type { MarkedLookup } from '../golden/mark-wrong.ts';
import type { IngestReport } from '../knowledge/knowledge-service.ts';
import type { NightOptions } from '../nightly/night-options.ts';
import type { NightReport } from '../nightly/night-report.ts';
import type { RunOptions } from '../nightly/night-run.ts';

/** How a night is to be; a week until now, 50 answers, unless told otherwise. */
export type NightSettings = Partial<Omit<NightOptions, 'clustering'>> & {
  /** `linkage`, `linkage:0.2` or `dbscan:0.25`, as the command takes it. */
  clustering?: string;
};

/** A Goldsmith in this process. After `close` every other call fails with GoldsmithError `closed`. */
export interface Goldsmith {
  /**
   * The golden answer to a question, if one is sure enough: a lookup of outcome `hit` with its `answer`. Whatever goes wrong
   * with it is a miss.
   * @throws GoldsmithError `bad-input` for what is no text, `closed`; the signal's reason.
   */
  lookup(question: string, options?: { hasHistory?: boolean; signal?: AbortSignal }): Promise<Lookup>;
  /**
   * Answers a question: from the cache when it is sure, else by the models.
   * @param stream is given the answer as it comes.
   * @throws GoldsmithError `model-failed`, `bad-input`, `closed`; the signal's reason.
   */
  chat(question: string | ChatQuestion, signal?: AbortSignal, stream?: AnswerStream): Promise<ChatAnswer>;
  /** Runs one night, and serves what it made; what failed in it stands in the report. */
  runNight(settings?: NightSettings, run?: RunOptions): Promise<NightReport>;
  /** Reads a file or folder into the knowledge base. @throws GoldsmithError `bad-input`, `database-unavailable`. */
  ingest(path: string, signal?: AbortSignal): Promise<IngestReport>;
  /** Adds a chatbot's log. @throws GoldsmithError `bad-input`, `database-unavailable`. */
  importConversations(file: string): Promise<ImportReport>;
  /** Saves what was asked and answered elsewhere, so that the next night learns from it. */
  learn(conversation: Conversation): Promise<void>;
  /** Says that a golden answer was wrong, by its lookup's `key`. @throws GoldsmithError `not-found`. */
  markWrong(key: string): Promise<MarkedLookup>;
  /** Writes what is pending and lets go of everything. */
  close(): Promise<void>;
}
