import { createApp } from '../app.ts';
import { importConversations } from '../conversations/import-conversations.ts';
import { createLog } from '../log.ts';
import { type NightOptions, parseClustering } from '../nightly/night-options.ts';
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
