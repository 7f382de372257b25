import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import OpenAI, { APIError, BadRequestError } from 'openai';
import { newAnswer } from '../support/golden-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
let model: ScriptedModelServer;
let client: OpenAI;
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
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'secret-key', maxRetries: 0 });
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

const asking = (content: string) => ({ model: 'any-name', messages: [{ role: 'user' as const, content }] });
const TAX = 'How much profit tax do companies pay?';

async function conversations() {
  await opened.app.chat.close();
  return opened.app.database.query<{ user_id: string | null; metadata: Record<string, unknown> }>(
    'SELECT * FROM conversations ORDER BY id',
  );
}

test('a hit is a completion that cost nothing, and can be marked as wrong by its header', async () => {
  const { data, response } = await client.chat.completions.create(asking('what is a kitas')).withResponse();
  assert.deepEqual(data.choices, [
    {
      index: 0,
      message: { role: 'assistant', content: newAnswer().answer, refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ]);
  assert.deepEqual([data.object, data.model, data.usage?.total_tokens], ['chat.completion', 'any-name', 0]);
  assert.deepEqual([response.headers.get('x-goldsmith'), response.headers.get('x-goldsmith-cluster')], ['hit', '1']);
  assert.match(response.headers.get('x-goldsmith-ms')!, /^\d+\.\d{3}$/);
  assert.equal(data.id, `chatcmpl-${response.headers.get('x-goldsmith-lookup')}`);
  assert.equal(model.requests.length, 0);
});

test('a hit is streamed in pieces, with the usage for those who ask for it', async () => {
  const stream = await client.chat.completions.create({
    ...asking('What is a KITAS?'),
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await Array.fromAsync(stream);
  const texts = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').filter(Boolean);
  assert.ok(texts.length > 1);
  assert.equal(texts.join(''), newAnswer().answer);
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.at(-2)!.choices[0].finish_reason, 'stop');
  assert.deepEqual([chunks.at(-1)!.choices, chunks.at(-1)!.usage?.total_tokens], [[], 0]);
  assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
});

test('a miss is answered by the model, streamed and not, with its tokens', async () => {
  const { data, response } = await client.chat.completions.create(asking(TAX)).withResponse();
  assert.deepEqual(
    [data.choices[0].message.content, data.usage],
    ['Companies pay 22%.', { prompt_tokens: 40, completion_tokens: 7, total_tokens: 47 }],
  );
  assert.equal(response.headers.get('x-goldsmith'), 'miss');
  const stream = client.chat.completions.stream(asking(TAX));
  assert.equal(await stream.finalContent(), 'Companies pay 22%.');
});

test('earlier turns are the history; system messages are left out', async () => {
  await client.chat.completions.create({
    model: 'm',
    messages: [
      { role: 'system', content: 'Speak like a pirate.' },
      { role: 'user', content: 'What is a KITAS?' },
      { role: 'assistant', content: 'A permit.' },
      { role: 'user', content: [{ type: 'text', text: 'and how much is that one?' }] },
    ],
  });
  assert.deepEqual(model.requests[0].turns, [
    { role: 'user', content: 'What is a KITAS?' },
    { role: 'assistant', content: 'A permit.' },
    { role: 'user', content: 'and how much is that one?' },
  ]);
  assert.doesNotMatch(model.requests[0].instructions, /pirate/);
});

test('the user is who the client says, else a name for its key that is not the key', async () => {
  await conversations();
  await opened.app.database.query('DELETE FROM conversations');
  await client.chat.completions.create({ ...asking('What is a KITAS?'), user: 'ben' });
  await client.chat.completions.create(asking('What is a KITAS?'));
  const [told, byKey] = await conversations();
  assert.equal(told.user_id, 'ben');
  assert.match(byKey.user_id!, /^key-[0-9a-f]{16}$/);
});

for (const [field, more] of [
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
  ['response_format', { response_format: { type: 'json_object' } }],
  ['n', { n: 2 }],
  ['logprobs', { logprobs: true }],
  ['stop', { stop: ['\n'] }],
  ['messages', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }] }],
  ['messages', { messages: [{ role: 'assistant', content: 'hello' }] }],
  ['messages', { messages: [{ role: 'user', content: 'a\0b' }] }],
  ['messages', { safety_identifier: 'a\0b' }],
  ['messages', { messages: [{ role: 'user', content: 'x'.repeat(9_000) }] }],
  ['store', { store: true }],
] as const) {
  test(`without an upstream, ${JSON.stringify(more).slice(0, 80)} is refused by the name of its field`, async () => {
    const create = client.chat.completions.create({ ...asking('hi'), ...more } as never);
    await assert.rejects(create, (error) => error instanceof BadRequestError && error.param === field);
  });
}

test('what is no request is refused in the form of OpenAI', async () => {
  for (const body of ['{"messages":', '[]', '{}', '{"messages":[]}', '{"messages":"hi"}', '']) {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(response.status, 400);
    assert.equal(((await response.json()) as { error: { type: string } }).error.type, 'invalid_request_error');
  }
  const missing = await fetch(`${server.url}/v1/embeddings`, { method: 'POST', body: '{}' });
  assert.deepEqual(
    [missing.status, ((await missing.json()) as { error: { code: string } }).error.code],
    [404, 'not-found'],
  );
});

test('a request of more values than are read is too large, and of thousands of bad messages one is named', async () => {
  const ask = (body: object) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const messages = [{ role: 'user', content: 'What is a KITAS?' }];
  const large = await ask({ messages, x: new Array(6_000).fill({}) });
  const { error } = (await large.json()) as { error: { code: string; message: string } };
  assert.deepEqual([large.status, error.code], [413, 'too-large']);
  assert.match(error.message, /5,000 values/);
  for (const bad of [new Array(2_000).fill(7), [{ role: 'user', content: new Array(2_000).fill({}) }]]) {
    const answer = await ask({ messages: bad });
    const told = ((await answer.json()) as { error: { message: string } }).error.message;
    assert.equal(answer.status, 400);
    assert.match(told, /^The request is not usable\. messages\.0(\.content)?: [^;]*$/);
  }
});

test('the model is found by its name, and no other', async () => {
  const found = await client.models.retrieve('goldsmith');
  assert.deepEqual([found.id, found.object, found.owned_by], ['goldsmith', 'model', 'goldsmith']);
  await assert.rejects(client.models.retrieve('gpt-9'), (error) => {
    assert.ok(error instanceof APIError);
    assert.deepEqual([error.status, error.code], [404, 'not-found']);
    assert.match(error.message, /"gpt-9".*goldsmith/);
    return true;
  });
});

test('the list of models holds goldsmith', async () => {
  assert.deepEqual(
    (await client.models.list()).data.map(({ id }) => id),
    ['goldsmith'],
  );
});

test('a client that hangs up cancels the call of the model', async () => {
  const silent = createServer((_, response) => silent.emit('asked', response));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const openai = { apiKey: 'k', baseUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1` };
  const slow = await openTestApp({
    models: { business: ['openai:slow'], night: [], timeoutMs: 60_000, anthropic: {}, openai },
  });
  const door = await openTestServer(slow.app);
  try {
    const slowClient = new OpenAI({ baseURL: `${door.url}/v1`, apiKey: 'k', maxRetries: 0 });
    for (const stream of [true, false]) {
      const stop = new AbortController();
      const arrived = once(silent, 'asked');
      const asked = slowClient.chat.completions.create({ ...asking(TAX), stream } as never, { signal: stop.signal });
      const [held] = (await arrived) as [ServerResponse];
      const cancelled = once(held, 'close');
      stop.abort();
      await assert.rejects(asked, APIError);
      await cancelled;
    }
  } finally {
    silent.closeAllConnections();
    silent.close();
    await door.close();
    await slow.close();
  }
});

test('the way of a miss stands in a header, streamed or not', async () => {
  const whole = await client.chat.completions.create(asking(TAX)).withResponse();
  const stream = await client.chat.completions.create({ ...asking(TAX), stream: true }).withResponse();
  for await (const _ of stream.data);
  const hit = await client.chat.completions.create(asking('What is a KITAS?')).withResponse();
  assert.deepEqual(
    [whole, stream, hit].map(({ response }) => response.headers.get('x-goldsmith-route')),
    ['business', 'business', null],
  );
});
