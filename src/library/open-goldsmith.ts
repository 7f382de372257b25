import { type App, createApp } from '../app.ts';
import { importConversations } from '../conversations/import-conversations.ts';
import { GoldsmithError } from '../errors.ts';
import { createLog } from '../log.ts';
import { type NightOptions, parseClustering } from '../nightly/night-options.ts';
import { requireText, toChatQuestion } from './check-question.ts';
import type { Goldsmith, NightSettings } from './goldsmith.ts';
import { configFrom, type GoldsmithOptions } from './goldsmith-options.ts';

/** See createGoldsmith, which loads this file once it knows that Node can. */
export async function openGoldsmith(options: GoldsmithOptions): Promise<Goldsmith> {
  const config = configFrom(options);
  const app = await createApp(config, createLog(config.logLevel));
  try {
    await app.migration.start();
    await app.golden.connect();
  } catch (error) {
    await app.close();
    throw error;
  }
  return asLongAsOpen(app);
}

/** Every call but `close` fails once that was called: what it needs is gone. */
function asLongAsOpen(app: App): Goldsmith {
  let closing: Promise<void> | undefined;
  const open = () => {
    if (closing)
      throw new GoldsmithError('closed', 'This Goldsmith was closed. Make another one with createGoldsmith.');
    return app;
  };
  return {
    async lookup(question, options) {
      requireText(question);
      return open().golden.lookupGoldenAnswer(question, options);
    },
    async chat(question, signal, stream) {
      return open().chat.answer(toChatQuestion(question), signal, stream);
    },
    async runNight(settings = {}, run) {
      const report = await open().nightly.run(nightOptions(settings), run);
      await app.golden.refresh();
      return report;
    },
    ingest: async (path, signal) => open().knowledge.ingest(path, { signal }),
    importConversations: async (file) => importConversations(file, open().conversations),
    learn: async (conversation) => open().conversations.save(conversation),
    markWrong: async (key) => open().golden.markWrong(key),
    close() {
      closing ??= app.close();
      return closing;
    },
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
