import { join } from 'node:path';
import { PAGES } from './night-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from './scripted-model-server.ts';
import { makeTempFolder } from './temp-folder.ts';
import { openTestApp, type TestApp } from './test-app.ts';

/** An app with the knowledge base of the night, whose answers a model writes. */
export interface WritingNightCase {
  opened: TestApp;
  /** Answers for `openai:writer`, of which a million tokens cost a dollar. */
  model: ScriptedModelServer;
  close(): Promise<void>;
}

/** @param timeoutMs how long the model may take. */
export async function openWritingNight(timeoutMs: number): Promise<WritingNightCase> {
  const model = await openScriptedModelServer();
  await using ours = await makeTempFolder({
    'prices.json': '{"prices": [{"prefix": "writer", "input": 1, "output": 1}]}',
  });
  const openai = { apiKey: 'k', baseUrl: model.url };
  const pricesFile = join(ours.path, 'prices.json');
  const opened = await openTestApp({ models: { night: ['openai:writer'], timeoutMs, openai, pricesFile } });
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  const close = async () => {
    await opened.close();
    await model.close();
  };
  return { opened, model, close };
}
