import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { newAnswer } from '../support/golden-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestApp;
let server: TestServer;
let model: ScriptedModelServer;
before(async () => {
  model = await openScriptedModelServer();
  const access = { apiKey: 'k', baseUrl: model.url };
  await using prices = await ownPrices('{"prices": [{"prefix": "writer", "input": 1, "output": 10}]}');
  opened = await openTestApp({
    rule: 'fixed:0.85',
    models: {
      business: ['anthropic:writer'],
      casual: ['anthropic:talker', 'local:talker'],
      anthropic: access,
      endpoints: { local: access },
      pricesFile: prices.file,
    },
  });
  const { golden, knowledge } = opened.app;
  await using folder = await makeTempFolder({
    'en/tax.md': '---\nurl: https://example.com/tax\n---\n# Tax\n\nCompanies pay 22% on their profit.',
  });
  await knowledge.ingest(folder.path);
  await golden.saveGoldenAnswer(newAnswer());
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
  await model.close();
});
beforeEach(() => {
  model.requests.length = 0;
  model.script({ text: 'Companies pay 22%.', inputTokens: 40, outputTokens: 7 });
});

async function ownPrices(text: string) {
  const folder = await makeTempFolder({ 'prices.json': text });
  return { file: join(folder.path, 'prices.json'), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const conversations = () =>
  opened.app.database.query<{ user_id: string; messages: { content: string }[]; metadata: Record<string, unknown> }>(
    'SELECT * FROM conversations ORDER BY id',
  );

test('a hit has the shape of the cache, costs nothing and meets no model', async () => {
  const { status, body, headers } = await server.chat('what is a kitas');
  assert.equal(status, 200);
  assert.deepEqual(body, {
    success: true,
    response: newAnswer().answer,
    model_used: 'golden-answer-cache',
    ai_used: 'cache',
    sources: [{ title: 'KITAS', url: null, path: 'en/kitas.md', headings: ['KITAS'] }],
    usage: { input_tokens: 0, output_tokens: 0 },
    route: null,
    lookup_id: body.lookup_id,
  });
  assert.deepEqual(
    [headers.get('x-goldsmith'), headers.get('x-goldsmith-reason'), headers.get('x-goldsmith-cluster')],
    ['hit', 'same-words', '1'],
  );
  assert.match(body.lookup_id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  assert.equal(model.requests.length, 0);
});

test('a miss is answered by the model from the knowledge base', async () => {
  const { status, body, headers } = await server.chat('How much profit tax do companies pay?');
  assert.equal(status, 200);
  assert.deepEqual(body, {
    success: true,
    response: 'Companies pay 22%.',
    model_used: 'anthropic:writer',
    ai_used: 'anthropic',
    sources: [{ title: 'Tax', url: 'https://example.com/tax', path: 'en/tax.md', headings: [] }],
    usage: { input_tokens: 40, output_tokens: 7 },
    route: body.route,
    lookup_id: body.lookup_id,
  });
  assert.equal(body.route.name, 'business');
  assert.match(body.route.why, /^like questions for the knowledge base/);
  assert.equal(headers.get('x-goldsmith-route'), 'business');
  assert.equal(headers.get('x-goldsmith'), 'miss');
  assert.match(model.requests[0].instructions, /Companies pay 22% on their profit/);
});

test('of its sources a model names those that it used, and the user sees no marks', async (t) => {
  t.after(() => opened.app.database.query("DELETE FROM knowledge_documents WHERE path = 'en/vat.md'"));
  await using folder = await makeTempFolder({ 'en/vat.md': '# VAT\n\nCompanies pay value added tax of 11% on sales.' });
  await opened.app.knowledge.ingest(folder.path);
  const question = 'How much tax do companies pay on their profit?';
  const titlesOf = (body: { sources: { title: string }[] }) => body.sources.map(({ title }) => title).sort();
  const { body: uncited } = await server.chat(question);
  assert.deepEqual(titlesOf(uncited), ['Tax', 'VAT'], 'all that it was given, where it names none');
  const { instructions } = model.requests.at(-1)!;
  assert.match(instructions, /numbers of the sources/);
  const [, number] = /<source number="(\d)" name="Tax">/.exec(instructions)!;
  model.script({ text: `Companies pay 22% [${number}].` });
  const { body } = await server.chat(question);
  assert.deepEqual([body.response, titlesOf(body)], ['Companies pay 22%.', ['Tax']]);
});

test('the history goes to the model, and a question that leans on it is not answered from the cache', async () => {
  const history = [
    { role: 'user', content: 'What is a KITAS?' },
    { role: 'assistant', content: 'A permit.' },
  ];
  const { body, headers } = await server.chat('and how much is that one?', { conversation_history: history });
  assert.equal(body.success, true);
  assert.deepEqual([headers.get('x-goldsmith'), headers.get('x-goldsmith-reason')], ['bypass', 'follow-up']);
  assert.deepEqual(model.requests[0].turns, [...history, { role: 'user', content: 'and how much is that one?' }]);
});

test('small talk goes to the model with culture and without sources', async () => {
  const { body } = await server.chat('Selamat pagi!');
  assert.deepEqual(body.sources, []);
  assert.equal(model.requests[0].model, 'talker');
  assert.match(model.requests[0].instructions, /Indonesian/);
  assert.doesNotMatch(model.requests[0].instructions, /<source/);
  await waitFor(async () => {
    const [row] = await opened.app.database.query<{ used: number }>(
      "SELECT sum((metadata->>'usage_count')::int)::int AS used FROM cultural_knowledge",
    );
    return row.used > 0;
  }, 'the use of a chunk is counted');
});

test('a question about code goes to the model without sources', async () => {
  const { body, headers } = await server.chat('Write a python function that reverses a string');
  assert.equal(body.response, 'Companies pay 22%.');
  assert.deepEqual(body.sources, []);
  assert.equal(headers.get('x-goldsmith-route'), 'code');
  assert.match(model.requests[0].instructions, /program code/);
  assert.doesNotMatch(model.requests[0].instructions, /<source/);
});

test('a greeting of one word is answered in its language, also without a model', async () => {
  model.script({ status: 400, message: 'away' });
  const { body } = await server.chat('Ciao!');
  assert.match(body.response, /^Ciao! Che cosa/);
});

test('every answer is saved as a conversation, marked as a follow-up where it is one', async () => {
  await opened.app.chat.close();
  await opened.app.database.query('DELETE FROM conversations');
  await server.chat('What is a KITAS?');
  await server.chat('How high is the profit tax?', {
    user_email: 'ben@example.com',
    conversation_history: [{ role: 'user', content: 'hi' }],
  });
  await waitFor(async () => (await conversations()).length === 2, 'both are saved');
  const [hit, miss] = (await conversations()).sort((a, b) => a.user_id.localeCompare(b.user_id));
  assert.deepEqual(
    [hit.user_id, hit.messages.map((m) => m.content), hit.metadata.follow_up],
    ['anna@example.com', ['What is a KITAS?', newAnswer().answer], false],
  );
  assert.deepEqual([hit.metadata.cost, miss.metadata.cost], [0, (40 + 70) / 1e6]);
  assert.deepEqual([miss.user_id, miss.metadata.follow_up, miss.metadata.tokens], ['ben@example.com', true, 47]);
});

test('a model that says it has no answer gives a plain reply without sources', async () => {
  model.script({ text: 'UNANSWERABLE' });
  const { status, body } = await server.chat('Who won the football championship of 1987?');
  assert.equal(status, 200);
  assert.equal(body.success, true);
  assert.ok(body.response.length > 10);
  assert.doesNotMatch(body.response, /UNANSWERABLE/);
  assert.deepEqual(body.sources, []);
});

test('a model that fails is replaced by the offline one', async () => {
  model.script({ status: 401, message: 'wrong key' });
  const { status, body } = await server.chat('How much do companies pay on their profit?');
  assert.equal(status, 200);
  assert.deepEqual(
    [body.model_used, body.ai_used, body.response],
    ['offline', 'offline', 'Companies pay 22% on their profit.'],
  );
});

test('every call of a model is a row without a word of the user, failed ones too', async () => {
  const start = new Date();
  model.answerBy((request) =>
    request.protocol === 'anthropic' ? { status: 401, message: 'wrong key' } : { text: 'Hello!', outputTokens: 3 },
  );
  assert.equal((await server.chat('Hello there!')).body.model_used, 'local:talker');
  type Row = { role: string; model: string; outcome: string; status: number | null; cost_usd: number | null };
  const rows = () => opened.app.database.query<Row>('SELECT * FROM model_calls WHERE at >= $1 ORDER BY id', [start]);
  await waitFor(async () => (await rows()).length === 2, 'both calls are written');
  assert.deepEqual(
    (await rows()).map(({ role, model, outcome, status, cost_usd }) => [role, model, outcome, status, cost_usd]),
    [
      ['casual', 'anthropic:talker', 'failed', 401, null],
      ['casual', 'local:talker', 'ok', null, null],
    ],
  );
  assert.doesNotMatch(JSON.stringify(await rows()), /Hello/);
});

test('health names every model once', async () => {
  const { body } = await server.get('/health');
  const models = body.available_services.filter((name: string) => /:|^offline$/.test(name));
  assert.deepEqual(models.sort(), ['anthropic:talker', 'anthropic:writer', 'local:talker', 'offline']);
});

test('many questions at once each get their own answer', async () => {
  model.answerBy((request) => ({ text: `To: ${request.turns.at(-1)!.content}`, afterMs: 20 }));
  const questions = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? 'What is a KITAS?' : `How is bicycle number ${i} painted?`,
  );
  const answers = await Promise.all(questions.map((question) => server.chat(question)));
  for (const [i, { body }] of answers.entries()) {
    assert.equal(body.response, i % 2 === 0 ? newAnswer().answer : `To: ${questions[i]}`);
  }
});

test('a client that sends no history has it read back from the log, and a follow-up is searched for as a full question', async () => {
  const about = { user_email: 'follow@example.com' };
  await server.chat('How much profit tax do companies pay?', about);
  await waitFor(async () => (await conversations()).some(({ user_id }) => user_id === about.user_email), 'it is saved');
  model.requests.length = 0;
  model.script({ text: 'How much profit tax do foreign companies pay?' }, { text: '22% as well.' });
  const { body } = await server.chat('and for foreign ones?', about);
  assert.equal(body.response, '22% as well.');
  assert.equal(model.requests.length, 2);
  const [rewriting, answering] = model.requests;
  assert.deepEqual(
    rewriting.turns.map(({ content }) => content),
    ['How much profit tax do companies pay?', 'Companies pay 22%.', 'and for foreign ones?'],
  );
  assert.equal(answering.turns.at(-1)?.content, 'How much profit tax do foreign companies pay?');
  assert.match(answering.instructions, /Companies pay 22% on their profit/);
  await waitFor(async () => (await conversations()).at(-1)?.metadata.follow_up === true, 'it is saved as a follow-up');
});

test('what leans on the talk before it is no hit, though the client sent none of it and the words are known', async () => {
  const { golden } = opened.app;
  await golden.updateClusterMapping(1, [{ text: 'What documents do I need?', userId: 'b' }]);
  await golden.refresh();
  const outcomes: (string | null)[] = [];
  for (const user_email of ['leaning@example.com', 'leaning@example.com', 'first@example.com']) {
    if (outcomes.length === 0) await server.chat('How do I open a PT PMA?', { user_email });
    const { headers } = await server.chat('What documents do I need?', { user_email });
    outcomes.push(headers.get('x-goldsmith-reason'));
  }
  assert.deepEqual(outcomes, ['follow-up', 'follow-up', 'same-words']);
  await waitFor(
    async () => (await conversations()).filter(({ user_id }) => user_id === 'leaning@example.com').length === 3,
    'all are saved',
  );
  const saved = (await conversations()).filter(({ user_id }) => user_id === 'leaning@example.com');
  assert.deepEqual(
    saved.map(({ metadata }) => metadata.follow_up),
    [false, true, true],
  );
});

test('an empty history is one: nothing is read back', async () => {
  const about = { user_email: 'follow@example.com', conversation_history: [] };
  const { body } = await server.chat('and for foreign ones?', about);
  assert.equal(body.success, true);
  assert.ok(model.requests.every(({ turns }) => turns.length === 1));
});

test('what was said with one user is not read back for another', async () => {
  await server.chat('and for foreign ones?', { user_email: 'somebody-else@example.com' });
  assert.ok(model.requests.every(({ turns }) => turns.length === 1));
});
