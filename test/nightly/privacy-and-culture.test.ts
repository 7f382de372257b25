import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { dumpTables, honestAnswer, nightOptions, PAGES, runRows } from '../support/night-case.ts';
import {
  openScriptedModelServer,
  type RecordedRequest,
  type ScriptedModelServer,
} from '../support/scripted-model-server.ts';
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
    language: string;
    content: string;
    metadata: { previous_content?: string; usage_count?: number };
  }>('SELECT * FROM cultural_knowledge ORDER BY id');

const versions = () =>
  opened.app.database.query('SELECT chunk_id, content, replaced_by FROM cultural_versions ORDER BY id');

/** What the model was asked to rewrite. */
const last = (request: RecordedRequest) => request.turns.at(-1)!.content;

test('--regenerate-cultural writes every chunk anew and keeps the text before', async () => {
  const before = await culture();
  assert.equal(before.length, 20);
  model.answerBy((request) => ({ text: `${last(request).slice(0, -1)}\n!`, inputTokens: 10, outputTokens: 5 }));
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }));
  assert.deepEqual([report.status, report.culturalChunks, report.culturalRefused], ['success', 20, []]);
  const after = await culture();
  for (const [i, chunk] of after.entries()) {
    assert.equal(chunk.content, `${before[i].content.slice(0, -1)} !`, 'and it is one line');
    assert.equal(chunk.metadata.previous_content, before[i].content);
    assert.equal(chunk.metadata.usage_count, before[i].metadata.usage_count);
  }
  assert.deepEqual(
    await versions(),
    before.map(({ id, content }) => ({ chunk_id: id, content, replaced_by: 'anthropic:writer' })),
  );
  const row = (await runRows(opened.app.database)).at(-1)!;
  assert.deepEqual([row.cultural_chunks_regenerated, row.total_tokens_used >= 300], [20, true]);
  assert.match(describeNight(report), /Culture {5}20 chunks rewritten$/m);
});

test('a new text that is empty, too short, too long or in another language is refused, and the old one stays', async () => {
  const before = await culture();
  const versionsBefore = await versions();
  const bad: Record<string, string> = {
    'greetings (en)': 'UNANSWERABLE',
    'bureaucracy_patience (en)': 'Be patient.',
    'face_saving (en)': 'Nobody should lose face, and so people say yes. '.repeat(20),
    'tri_hita_karana (en)': before.find(({ topic, language }) => topic === 'tri_hita_karana' && language === 'id')!
      .content,
  };
  const nameOf = (content: string) => {
    const chunk = before.find((one) => content.includes(one.content))!;
    return `${chunk.topic} (${chunk.language})`;
  };
  model.answerBy((request) => ({ text: bad[nameOf(last(request))] ?? last(request) }));
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }));
  assert.deepEqual(
    [report.status, report.culturalChunks],
    ['success', 0],
    'and one that comes back unchanged is left alone',
  );
  assert.deepEqual(report.culturalRefused, [
    'greetings (en): the new text is empty',
    'bureaucracy_patience (en): the new text is less than half as long',
    'face_saving (en): the new text is more than twice as long',
    'tri_hita_karana (en): the new text is not in the same language (en)',
  ]);
  assert.match(describeNight(report), /0 chunks rewritten, 4 kept as they were: greetings \(en\)/);
  assert.deepEqual([await culture(), await versions()], [before, versionsBefore]);
});

test('a night that is stopped while it rewrites leaves every chunk whole, and counts those it wrote', async () => {
  const [before, versionsBefore] = [await culture(), await versions()];
  const controller = new AbortController();
  let asked = 0;
  model.answerBy((request) => {
    if (++asked === 3) controller.abort();
    return { text: `${last(request)} Really.`, afterMs: asked === 3 ? 50 : 0 };
  });
  const report = await opened.app.nightly.run(nightOptions({ regenerateCultural: true }), {
    signal: controller.signal,
  });
  assert.deepEqual([report.status, report.errors, report.culturalChunks], ['partial', ['The run was stopped.'], 2]);
  const after = await culture();
  assert.equal(after.filter(({ content }, i) => content !== before[i].content).length, 2);
  assert.equal((await versions()).length, versionsBefore.length + 2);
  assert.equal((await runRows(opened.app.database)).at(-1)!.cultural_chunks_regenerated, 2);
});

test('a model that fails at a chunk makes the run partial, and says how many were rewritten', async () => {
  let asked = 0;
  model.answerBy((request) =>
    ++asked <= 2 ? { text: `Fresh text: ${last(request)}` } : { status: 400, message: 'no credit' },
  );
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
