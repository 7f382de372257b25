import { createApp } from '../app.ts';
import type { AnswerStream, ChatAnswer, ChatQuestion } from '../chat/chat-service.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { type ImportReport, importConversations } from '../conversations/import-conversations.ts';
import type { Lookup } from '../golden/golden-answer-service.ts';
import type { MarkedLookup } from '../golden/mark-wrong.ts';
import type { IngestReport } from '../knowledge/knowledge-service.ts';
import { createLog } from '../log.ts';
import { type NightOptions, parseClustering } from '../nightly/night-options.ts';
import type { NightReport } from '../nightly/night-report.ts';
import type { RunOptions } from '../nightly/night-run.ts';
import { configFrom, type GoldsmithOptions } from './goldsmith-options.ts';

/** How a night is to be; a week until now, 50 answers, unless told otherwise. */
export type NightSettings = Partial<Omit<NightOptions, 'clustering'>> & {
  /** `linkage`, `linkage:0.2` or `dbscan:0.25`, as the command takes it. */
  clustering?: string;
};

/** A Goldsmith in this process. */
export interface Goldsmith {
  /**
   * The golden answer to a question, if one is sure enough: a lookup of outcome `hit` with its `answer`. Never throws, unless
   * the signal is aborted.
   */
  lookup(question: string, options?: { hasHistory?: boolean; signal?: AbortSignal }): Promise<Lookup>;
  /**
   * Answers a question: from the cache when it is sure, else by the models.
   * @param stream is given the answer as it comes.
   * @throws GoldsmithError `model-failed`; the signal's reason.
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

/**
 * Opens the database, brings it to this version, loads the golden answers and keeps looking for newer ones. A database that
 * is away is no error: lookups miss until it is back.
 * @throws GoldsmithError `bad-setting`, `embedder-failed`.
 */
export async function createGoldsmith(options: GoldsmithOptions = {}): Promise<Goldsmith> {
  const config = configFrom(options);
  const app = await createApp(config, createLog(config.logLevel));
  try {
    await app.migration.start();
    await app.golden.connect();
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    lookup: (question, lookup) => app.golden.lookupGoldenAnswer(question, lookup),
    chat: (question, signal, stream) =>
      app.chat.answer(typeof question === 'string' ? { question } : question, signal, stream),
    async runNight(settings = {}, run) {
      const report = await app.nightly.run(nightOptions(settings), run);
      await app.golden.refresh();
      return report;
    },
    ingest: (path, signal) => app.knowledge.ingest(path, { signal }),
    importConversations: (file) => importConversations(file, app.conversations),
    learn: (conversation) => app.conversations.save(conversation),
    markWrong: (key) => app.golden.markWrong(key),
    close: () => app.close(),
  };
}

function nightOptions({ clustering = 'linkage', ...settings }: NightSettings): NightOptions {
  return {
    days: 7,
    until: new Date(),
    maxGolden: 50,
    regenerateCultural: false,
    dryRun: false,
    ...settings,
    clustering: parseClustering(clustering),
  };
}
