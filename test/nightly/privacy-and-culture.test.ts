import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dumpTables, honestAnswer, nightOptions, PAGES, runRows } from '../support/night-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let model: ScriptedModelServer;
before(async () => {
  model = await openScriptedModelServer();
  const access = { apiKey: 'k', baseUrl: model.url };
  opened = await openTestApp({
    models: { business: [], night: ['anthropic:writer'], timeoutMs: 20_000, anthropic: access, openai: {} },
  });
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
});
after(async () => {
  await opened.close();
  await model.close();
});

const SECRETS = [
  'wayan.putra+bali@example.co.id',
  '+62 812-3456-7890',
  'X1234567',
  '3171234567890001',
  'https://drive.example.com/private/abc',
];

test('personal data reaches neither what the night keeps, nor the model, nor an answer', async () => {
  model.answerBy(honestAnswer);
  const { app } = opened;
  for (const [i, secret] of SECRETS.entries()) {
    const texts = [`What is a KITAS? write to ${secret}`, `What is a KITAS, please? ${secret}`, 'What is a KITAS?'];
    for (const [j, text] of texts.entries()) {
      await app.conversations.save({
        userId: `user${i}-${j}`,
        messages: [{ role: 'user', content: text }],
        createdAt: new Date('2026-10-08'),
      });
    }
  }
  const report = await app.nightly.run(nightOptions());
  assert.equal(report.status, 'success');
  assert.ok(report.distinct > 1, 'the questions with personal data are read');
  const { conversations, ...kept } = await dumpTables(app.database);
  const everything = [JSON.stringify(kept), JSON.stringify(report), ...model.requests.map((request) => request.body)];
  assert.ok(model.requests.length > 0);
  assert.ok(JSON.stringify(conversations).includes(SECRETS[0]), 'the log itself stays as it was');
  for (const secret of SECRETS) for (const text of everything) assert.ok(!text.includes(secret), `${secret} got out`);
});

test('the night never sends who asked to the model', async () => {
  for (const request of model.requests) assert.doesNotMatch(request.body, /user\d-\d/);
});

const culture = () =>
  opened.app.database.query<{
    id: number;
    topic: string;
    content: string;
    metadata: { previous_content?: string; usage_count?: number };
  }>('SELECT * FROM cultural_knowledge ORDER BY id');

test('--regenerate-cultural writes every chunk anew and keeps the text before', async () => {
  const before = await culture();
  assert.equal(before.length, 4);
  model.answerBy((request) => ({
    text: `New: ${request.turns.at(-1)!.content.slice(0, 20)}`,
    inputTokens: 10,
    outputTokens: 5,
  }));
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }));
  assert.deepEqual([report.status, report.culturalChunks], ['success', 4]);
  const after = await culture();
  for (const [i, chunk] of after.entries()) {
    assert.equal(chunk.content, `New: ${before[i].content.slice(0, 20)}`);
    assert.equal(chunk.metadata.previous_content, before[i].content);
    assert.equal(chunk.metadata.usage_count, before[i].metadata.usage_count);
  }
  const row = (await runRows(opened.app.database)).at(-1)!;
  assert.deepEqual([row.cultural_chunks_regenerated, row.total_tokens_used >= 60], [4, true]);
});

test('a chunk that comes back unchanged, or not at all, is left alone', async () => {
  const before = await culture();
  model.answerBy((request) =>
    request.turns.at(-1)!.content.includes('greet')
      ? { text: 'UNANSWERABLE' }
      : { text: request.turns.at(-1)!.content },
  );
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }));
  assert.equal(report.culturalChunks, 0);
  assert.deepEqual(await culture(), before);
});

test('a model that fails at a chunk makes the run partial, and says how many were rewritten', async () => {
  let asked = 0;
  model.answerBy(() => (++asked <= 2 ? { text: `Fresh text ${asked}.` } : { status: 400, message: 'no credit' }));
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }));
  assert.equal(report.status, 'partial');
  assert.match(report.errors.join(), /no credit/);
  const fresh = (await culture()).filter((chunk) => chunk.content.startsWith('Fresh text')).length;
  assert.equal(report.culturalChunks, fresh, 'the count is true');
});

test('without a model that can write, the cultural chunks stay, the run is partial and says what to set', async () => {
  const before = await culture();
  const offline = await createAppAt(opened.location);
  try {
    const report = await offline.nightly.run(nightOptions({ regenerateCultural: true }));
    assert.equal(report.status, 'partial');
    assert.match(report.errors.join(), /GOLDSMITH_MODEL_NIGHT/);
  } finally {
    await offline.close();
  }
  assert.deepEqual(await culture(), before);
});
