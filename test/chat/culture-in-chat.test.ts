import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CulturalChunk } from '../../src/culture/cultural-chunk.ts';
import type { ModelTurn } from '../../src/models/language-model.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let model: ScriptedModelServer;
let chunks: CulturalChunk[];
before(async () => {
  model = await openScriptedModelServer();
  const access = { apiKey: 'k', baseUrl: model.url };
  opened = await openTestApp({
    models: { business: ['openai:writer'], casual: ['openai:talker'], timeoutMs: 20_000, openai: access },
  });
  await opened.app.migration.start();
  chunks = await opened.app.culture.all();
});
after(async () => {
  await opened.close();
  await model.close();
});
beforeEach(async () => {
  await opened.app.chat.close();
  model.requests.length = 0;
  model.script({ text: 'Ciao! Come stai?' });
  await opened.app.database.query(`UPDATE cultural_knowledge SET metadata = '{"usage_count": 0}'`);
});

const textOf = (topic: string, language: string) =>
  chunks.find((chunk) => chunk.topic === topic && chunk.language === language)!.content;

const HISTORY: ModelTurn[] = [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content: 'Hello!' },
];

/** Asks, and returns the prompt that arrived at the model. */
async function promptFor(question: string, history: ModelTurn[] = []): Promise<string> {
  await opened.app.chat.answer({ question, history });
  return model.requests.at(-1)!.instructions;
}

/** How often each chunk was used, when all is written. */
async function used(): Promise<Record<string, number>> {
  await opened.app.chat.close();
  const rows = await opened.app.database.query<{ name: string; used: number }>(
    `SELECT topic || ' ' || language AS name, (metadata->>'usage_count')::int AS used FROM cultural_knowledge
     WHERE metadata->>'usage_count' <> '0' ORDER BY name`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.used]));
}

test('"Ciao!" arrives at the model with two insights, how people greet in Indonesia first, before it answers', async () => {
  const prompt = await promptFor('Ciao!');
  const [greetings, trust] = [textOf('greetings', 'en'), textOf('relationship_capital', 'en')].map((text) =>
    prompt.indexOf(text),
  );
  assert.ok(greetings > 0 && trust > greetings, prompt);
  assert.deepEqual(model.requests[0].turns, [{ role: 'user', content: 'Ciao!' }]);
  assert.equal(model.requests.length, 1);
  assert.deepEqual(await used(), { 'greetings en': 1, 'relationship_capital en': 1 });
});

test('an Indonesian greeting arrives with the Indonesian text', async () => {
  const prompt = await promptFor('Selamat pagi, apa kabar?');
  assert.ok(prompt.includes(textOf('greetings', 'id')), prompt);
  assert.ok(!prompt.includes(textOf('greetings', 'en')), prompt);
});

test('the place in the conversation decides: later small talk has no greeting, a farewell has what suits it', async () => {
  assert.doesNotMatch(await promptFor('tell me a joke', HISTORY), /Indonesian culture/);
  const farewell = await promptFor('Thank you, goodbye!', HISTORY);
  assert.ok(farewell.includes(textOf('relationship_capital', 'en')), farewell);
  assert.deepEqual(await used(), { 'relationship_capital en': 1 });
});

test('a use is counted once for each answer that it went into, streamed or not', async () => {
  await promptFor('Ciao!');
  await promptFor('Buongiorno!');
  await opened.app.chat.answer({ question: 'Hello!' }, undefined, { begin: () => {}, text: () => {} });
  assert.deepEqual(await used(), { 'greetings en': 3, 'relationship_capital en': 3 });
});

test('a business question arrives without culture', async () => {
  const prompt = await promptFor('How much does the premium plan cost per year?');
  assert.doesNotMatch(prompt, /Indonesian culture/);
  assert.deepEqual(await used(), {});
});

test('where the model fails the fixed greeting is given, and no use is counted', async () => {
  model.script({ status: 400, message: 'no credit' });
  const { response, aiUsed } = await opened.app.chat.answer({ question: 'Hello!' });
  assert.deepEqual([response, aiUsed], ['Hello! What would you like to know?', 'offline']);
  assert.deepEqual(await used(), {});
});

test('without a model no use is counted either', async () => {
  const offline = await createAppAt(opened.location);
  try {
    assert.match((await offline.chat.answer({ question: 'Hello!' })).response, /^Hello!/);
  } finally {
    await offline.close();
  }
  assert.deepEqual(await used(), {});
});

test('where the cultural knowledge is away the model answers without it', async (t) => {
  t.after(() => opened.app.database.query('ALTER TABLE away RENAME TO cultural_knowledge'));
  await opened.app.database.query('ALTER TABLE cultural_knowledge RENAME TO away');
  assert.doesNotMatch(await promptFor('Ciao!'), /Indonesian culture/);
});
