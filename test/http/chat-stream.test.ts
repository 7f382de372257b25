import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newAnswer } from '../support/golden-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { parseEvents } from '../support/server-events.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
let model: ScriptedModelServer;
before(async () => {
  model = await openScriptedModelServer();
  const access = { apiKey: 'k', baseUrl: model.url };
  opened = await openTestApp({
    rule: 'fixed:0.85',
    models: { business: ['anthropic:writer'], night: [], timeoutMs: 60_000, anthropic: access, openai: {} },
  });
  await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
  await model.close();
});
beforeEach(() => model.script({ text: 'Companies pay 22%.', inputTokens: 40, outputTokens: 7 }));

async function ask(query: unknown, accept = 'text/event-stream') {
  const response = await fetch(`${server.url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, user_email: 'anna@example.com' }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test('a hit comes as a start, its text in pieces, and an end that is the JSON answer', async () => {
  const { status, headers, text } = await ask('What is a KITAS?');
  assert.equal(status, 200);
  assert.match(headers.get('content-type')!, /^text\/event-stream/);
  assert.deepEqual(
    [headers.get('x-goldsmith'), headers.get('x-goldsmith-reason'), headers.get('x-goldsmith-cluster')],
    ['hit', 'same-words', '1'],
  );
  const events = parseEvents(text);
  const [start, ...rest] = events;
  const end = rest.pop()!;
  assert.equal(start.event, 'start');
  assert.deepEqual(start.data, {
    outcome: 'hit',
    reason: 'same-words',
    cluster: 1,
    milliseconds: start.data.milliseconds,
    lookup_id: headers.get('x-goldsmith-lookup'),
    route: null,
  });
  assert.ok(rest.length > 1 && rest.every(({ event }) => event === 'text'));
  assert.equal(rest.map(({ data }) => data.text).join(''), newAnswer().answer);
  const { body } = await server.chat('What is a KITAS?');
  assert.deepEqual(end, { event: 'end', data: { ...body, lookup_id: start.data.lookup_id } });
});

test('a miss tells its route and the answer of the model', async () => {
  const events = parseEvents((await ask('How much profit tax do companies pay?')).text);
  assert.deepEqual([events[0].data.outcome, events[0].data.route.name], ['miss', 'business']);
  assert.equal(
    events
      .filter(({ event }) => event === 'text')
      .map(({ data }) => data.text)
      .join(''),
    'Companies pay 22%.',
  );
  assert.equal(events.at(-1)!.data.model_used, 'anthropic:writer');
});

test('a request that is refused has its status, and its error as JSON', async () => {
  const { status, text } = await ask('');
  assert.deepEqual([status, JSON.parse(text).error.code], [400, 'bad-input']);
});

test('what accepts events among others gets them; what does not, gets JSON', async () => {
  assert.match((await ask('What is a KITAS?', 'application/json;q=0.5, text/event-stream')).text, /^event: start/);
  for (const accept of ['*/*', 'application/json']) {
    assert.equal(JSON.parse((await ask('What is a KITAS?', accept)).text).ai_used, 'cache');
  }
});

test('a streamed answer is saved as any other', async () => {
  await opened.app.chat.close();
  await opened.app.database.query('DELETE FROM conversations');
  await ask('What is a KITAS?');
  await opened.app.chat.close();
  const rows = await opened.app.database.query<{ messages: { content: string }[] }>('SELECT * FROM conversations');
  assert.deepEqual(
    rows.map(({ messages }) => messages.map(({ content }) => content)),
    [['What is a KITAS?', newAnswer().answer]],
  );
});

test('an answer that breaks off is saved with what the user has seen of it', async () => {
  await opened.app.chat.close();
  await opened.app.database.query('DELETE FROM conversations');
  model.script({
    text: 'Companies pay 22%.',
    pieces: ['Companies ', 'pay ', '22%.'],
    fault: { after: 2, fault: 'cut' },
  });
  const events = parseEvents((await ask('How much profit tax do companies pay?')).text);
  assert.equal(events.at(-1)!.event, 'error');
  await opened.app.chat.close();
  const rows = await opened.app.database.query<{ messages: unknown; route: string }>(
    "SELECT messages, metadata->>'route' AS route FROM conversations",
  );
  assert.deepEqual(rows, [
    {
      messages: [
        { role: 'user', content: 'How much profit tax do companies pay?' },
        { role: 'assistant', content: 'Companies pay' },
      ],
      route: 'business',
    },
  ]);
});

test('a client is not told what the provider says of itself', async () => {
  model.script({ text: 'Companies pay 22%.', fault: { after: 1, fault: 'error' } });
  const events = parseEvents((await ask('How much profit tax do companies pay?')).text);
  const { event, data } = events.at(-1)!;
  assert.deepEqual([event, data.code], ['error', 'model-failed']);
  assert.equal(data.message, 'No model could answer. The server log says why.');
});

for (const [accept, isStream] of [
  ['text/event-stream', true],
  ['TEXT/EVENT-STREAM; charset=utf-8', true],
  ['text/event-stream, */*', true],
  ['text/event-stream, application/json;q=0.5', true],
  ['text/event-stream;q=0.4, */*;q=0.1', true],
  ['application/json, text/event-stream;q=0', false],
  ['text/event-stream;q=0.1, application/json;q=0.9', false],
  ['application/json', false],
  ['*/*', false],
  ['', false],
] as const)
  test(`"Accept: ${accept}" is answered ${isStream ? 'as a stream' : 'at once'}`, async () => {
    const { status, headers } = await ask('What is a KITAS?', accept);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', isStream ? /^text\/event-stream/ : /^application\/json/);
  });
