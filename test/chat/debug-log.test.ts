import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestDatabase } from '../support/test-database.ts';

test('at level debug the log tells of hits and of culture that went into a prompt, without what users wrote', async (t) => {
  const model = await openScriptedModelServer();
  model.script({ text: 'Ciao! Come stai?' });
  const database = await openTestDatabase();
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const config = loadConfig({
    GOLDSMITH_MODEL_CASUAL: 'openai:talker',
    GOLDSMITH_OPENAI_URL: model.url,
    GOLDSMITH_LOG_LEVEL: 'debug',
  });
  const app = await createApp({ ...config, ...database.location }, log);
  t.after(async () => {
    await app.close();
    await database.close();
    await model.close();
  });
  await app.migration.start();
  await app.golden.saveGoldenAnswer(newAnswer({ clusterId: 42, canonicalQuestion: 'What is a KITAS?' }));
  await app.golden.updateClusterMapping(42, [{ text: 'What is a KITAS?', userId: 'anna' }]);
  await app.golden.refresh();

  const { modelUsed, lookup } = await app.chat.answer({ question: 'What is a KITAS?', history: [] });
  await app.chat.answer({ question: 'Ciao!', history: [] });

  const told = (msg: string) => lines.filter((line) => line.msg === msg).map(({ time, level, msg, ...rest }) => rest);
  assert.deepEqual(told('a hit of the cache'), [
    { model: modelUsed, cluster: 42, ms: lookup.milliseconds, reason: 'same-words' },
  ]);
  assert.deepEqual(told('culture goes into the prompt'), [
    { model: 'openai:talker,offline', chunks: 2, topics: ['greetings', 'relationship_capital'] },
  ]);
  assert.doesNotMatch(JSON.stringify(lines), /What is a KITAS|Ciao/);
});
