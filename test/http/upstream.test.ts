import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { newAnswer } from '../support/golden-case.ts';
import { completionChunks, completionJson, openRawUpstream, type RawUpstream } from '../support/raw-upstream.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
let upstream: RawUpstream;
let client: OpenAI;
before(async () => {
  upstream = await openRawUpstream();
  opened = await openTestApp({ rule: 'fixed:0.85', upstream: { url: upstream.url, timeoutMs: 60_000 } });
  await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'secret-key', maxRetries: 0 });
});
after(async () => {
  await server.close();
  await opened.close();
  await upstream.close();
});
beforeEach(async () => {
  await saved();
  await opened.app.database.query('DELETE FROM conversations');
  upstream.requests.length = 0;
  upstream.answerBy((response) => {
    response.setHeader('content-type', 'application/json').end(completionJson('From the upstream.'));
  });
});

const KITAS = { role: 'user' as const, content: 'What is a KITAS?' };
const TAX = { role: 'user' as const, content: 'How much profit tax do companies pay?' };

/** What was learned, once all of it is written. */
async function saved() {
  // Its bookkeeping begins when the last byte is out, which the client may see first.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await opened.app.upstream!.settled();
  return opened.app.database.query<{
    user_id: string | null;
    messages: { role: string; content: string }[];
    metadata: Record<string, unknown>;
  }>('SELECT user_id, messages, metadata FROM conversations ORDER BY id');
}

function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

test('a hit is answered without the upstream, streamed and not', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt', messages: [{ role: 'system', content: 'Be kind.' }, KITAS] })
    .withResponse();
  assert.deepEqual(
    [data.choices[0].message.content, data.model, response.headers.get('x-goldsmith')],
    [newAnswer().answer, 'gpt', 'hit'],
  );
  const stream = client.chat.completions.stream({ model: 'gpt', messages: [KITAS] });
  assert.equal(await stream.finalContent(), newAnswer().answer);
  assert.equal(upstream.requests.length, 0);
  assert.deepEqual(
    (await saved()).map(({ metadata }) => [metadata.outcome, metadata.model]),
    [
      ['hit', 'golden-answer-cache'],
      ['hit', 'golden-answer-cache'],
    ],
  );
});

test('a miss goes on byte for byte, and its answer comes back byte for byte', async () => {
  const body = `{ "messages" : [${JSON.stringify(TAX)}],\n\t"model":"gpt-\\u0034", "temperature":1.0, "zzz":{"b":1,"a":[1e3]} }`;
  const answer = ` {"choices":[ {"message":{"role":"assistant","content":"22\\u0025"}} ],"odd":1.50}\n`;
  upstream.answerBy((response) =>
    response
      .writeHead(200, 'Fine', [
        'Content-Type',
        'application/json',
        'X-Request-Id',
        'r1',
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'Connection',
        'x-private',
        'X-Private',
        '1',
      ])
      .end(answer),
  );
  const response = await post('/v1/chat/completions?api-version=7', body, {
    authorization: 'Bearer mine',
    'openai-organization': 'org',
    'x-odd': 'yes',
  });
  const [{ method, path, headers, body: sent }] = upstream.requests;
  assert.deepEqual([method, path], ['POST', '/base/v1/chat/completions?api-version=7']);
  assert.equal(sent.toString(), body);
  assert.deepEqual(
    [headers.authorization, headers['openai-organization'], headers['x-odd'], headers['content-length']],
    ['Bearer mine', 'org', 'yes', String(Buffer.byteLength(body))],
  );
  assert.equal(headers.host, new URL(upstream.url).host);
  assert.equal(await response.text(), answer);
  assert.deepEqual(
    [response.status, response.statusText, response.headers.get('x-request-id'), response.headers.getSetCookie()],
    [200, 'Fine', 'r1', ['a=1', 'b=2']],
  );
  assert.equal(response.headers.get('x-private'), null);
  assert.deepEqual(
    [response.headers.get('x-goldsmith'), response.headers.get('x-goldsmith-reason')],
    ['miss', 'below-bar'],
  );
  assert.match(response.headers.get('x-goldsmith-lookup')!, /^[0-9a-f-]{36}$/);
});

test('what passes is learned: question, answer, model, tokens and user', async () => {
  await client.chat.completions.create({ model: 'gpt', messages: [TAX], user: 'ben' });
  await client.chat.completions.create({
    model: 'gpt',
    messages: [KITAS, { role: 'assistant', content: 'A permit.' }, { role: 'user', content: 'and for how long?' }],
  });
  const [first, second] = await saved();
  assert.deepEqual(first, {
    user_id: 'ben',
    messages: [TAX, { role: 'assistant', content: 'From the upstream.' }],
    metadata: {
      outcome: 'miss',
      reason: 'below-bar',
      cluster: 1,
      model: 'big-model-2026',
      tokens: 15,
      follow_up: false,
    },
  });
  assert.deepEqual([second.metadata.reason, second.metadata.follow_up], ['follow-up', true]);
  assert.match(second.user_id!, /^key-[0-9a-f]{16}$/);
});

test('a stream passes as it comes, and is learned as a whole', async () => {
  const chunks = completionChunks('Compa', 'nies pay ', '22%.');
  const release: (() => void)[] = [];
  upstream.answerBy(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) {
      response.write(chunk);
      await new Promise<void>((resolve) => release.push(resolve));
    }
    response.end();
  });
  const response = await post('/v1/chat/completions', JSON.stringify({ model: 'gpt', stream: true, messages: [TAX] }));
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    // The next chunk is sent only now: nothing is held back.
    release.shift()?.();
  }
  assert.equal(text, chunks.join(''));
  assert.deepEqual((await saved())[0].messages[1].content, 'Companies pay 22%.');
});

test('a packed answer passes packed, and is learned', async () => {
  const packed = gzipSync(completionJson('Packed.'));
  upstream.answerBy((response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed),
  );
  const { choices } = await client.chat.completions.create({ model: 'gpt', messages: [TAX] });
  assert.equal(choices[0].message.content, 'Packed.');
  assert.equal((await saved())[0].messages[1].content, 'Packed.');
});

for (const [reason, more] of [
  ['tools', { tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }],
  ['functions', { functions: [{ name: 'f' }] }],
  ['json', { response_format: { type: 'json_schema', json_schema: { name: 's', schema: {} } } }],
  ['n', { n: 3 }],
  [
    'images',
    {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }],
    },
  ],
  ['audio', { modalities: ['text', 'audio'] }],
  ['no-question', { messages: [KITAS, { role: 'assistant', content: 'A' }] }],
] as const) {
  test(`a request with ${reason} passes unchanged and is not learned`, async () => {
    const body = JSON.stringify({ model: 'gpt', messages: [KITAS], ...more });
    const response = await post('/v1/chat/completions', body);
    assert.deepEqual(
      [response.headers.get('x-goldsmith'), response.headers.get('x-goldsmith-reason')],
      ['bypass', reason],
    );
    assert.equal(upstream.requests[0].body.toString(), body);
    assert.deepEqual(await saved(), []);
  });
}

test('tools that may not be called are no reason to pass on', async () => {
  const tools = [{ type: 'function' as const, function: { name: 'f' } }];
  const { response } = await client.chat.completions
    .create({ model: 'gpt', messages: [KITAS], tools, tool_choice: 'none' })
    .withResponse();
  assert.equal(response.headers.get('x-goldsmith'), 'hit');
});

for (const [what, reason, more] of [
  ['more values than are read', 'too-large', { metadata: new Array(6_000).fill(1) }],
  ['thousands of messages that are none', 'unreadable', { messages: new Array(2_000).fill(7) }],
  ['pictures of megabytes', 'too-large', { metadata: 'x'.repeat(3_000_000) }],
] as const) {
  test(`a request with ${what} passes unread, byte for byte`, async () => {
    const body = ` ${JSON.stringify({ model: 'gpt', messages: [KITAS], ...more })}\n`;
    const response = await post('/v1/chat/completions', body);
    assert.deepEqual(
      [response.headers.get('x-goldsmith'), response.headers.get('x-goldsmith-reason')],
      ['bypass', reason],
    );
    assert.equal(await response.text(), completionJson('From the upstream.'));
    const [{ body: sent, headers }] = upstream.requests;
    assert.ok(sent.equals(Buffer.from(body)));
    assert.equal(headers['content-length'], String(body.length));
    assert.deepEqual(await saved(), []);
  });
}

test('a long request whose length is not told passes as it comes', async () => {
  const body = JSON.stringify({ messages: [KITAS], picture: 'x'.repeat(1_000_000) });
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: new Blob([body]).stream(),
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(response.headers.get('x-goldsmith-reason'), 'too-large');
  assert.ok(upstream.requests[0].body.equals(Buffer.from(body)));
});

test('a client that wants no cache gets the upstream', async () => {
  const { response } = await client.chat.completions
    .create({ model: 'gpt', messages: [KITAS] }, { headers: { 'x-goldsmith': 'bypass' } })
    .withResponse();
  assert.deepEqual(
    [response.headers.get('x-goldsmith'), response.headers.get('x-goldsmith-reason')],
    ['bypass', 'asked-to'],
  );
  assert.equal(upstream.requests[0].headers['x-goldsmith'], undefined);
});

test('what cannot be read is for the upstream to refuse', async () => {
  upstream.answerBy((response) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"no"}'),
  );
  for (const body of ['{"messages":', 'x', '{"messages":[]}', '']) {
    const response = await post('/v1/chat/completions', body);
    assert.deepEqual([response.status, await response.text()], [400, '{"error":"no"}']);
    assert.equal(upstream.requests.pop()!.body.toString(), body);
  }
});

test('a hit that was marked as wrong by its header goes to the upstream', async () => {
  await opened.app.golden.updateClusterMapping(1, [{ text: 'Explain the KITAS to me', userId: 'a' }]);
  await opened.app.golden.refresh();
  const asked = { model: 'gpt', messages: [{ role: 'user' as const, content: 'Explain the KITAS to me' }] };
  const { response } = await client.chat.completions.create(asked).withResponse();
  assert.equal(response.headers.get('x-goldsmith'), 'hit');
  assert.equal((await server.markWrong(response.headers.get('x-goldsmith-lookup')!)).status, 200);
  const again = await client.chat.completions.create(asked);
  assert.equal(again.choices[0].message.content, 'From the upstream.');
});

test("everything else under /v1 is the upstream's, with its bytes", async () => {
  const bytes = new Uint8Array([0, 255, 1, 254, 13, 10]);
  upstream.answerBy((response) => response.writeHead(201, { 'content-type': 'audio/mpeg' }).end(Buffer.from(bytes)));
  const form = new FormData();
  form.set('file', new Blob([bytes]), 'a.bin');
  const response = await fetch(`${server.url}/v1/audio/speech?x=%2F`, { method: 'POST', body: form });
  assert.equal(response.status, 201);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes);
  const [{ path, headers, body }] = upstream.requests;
  assert.equal(path, '/base/v1/audio/speech?x=%2F');
  assert.match(headers['content-type']!, /^multipart\/form-data; boundary=/);
  assert.ok(body.includes(Buffer.from(bytes)));
  await fetch(`${server.url}/v1/files/f-1`, { method: 'DELETE' });
  assert.deepEqual([upstream.requests[1].method, upstream.requests[1].path], ['DELETE', '/base/v1/files/f-1']);
});

test("the list of models is the upstream's", async () => {
  upstream.answerBy((response) =>
    response
      .setHeader('content-type', 'application/json')
      .end('{"object":"list","data":[{"id":"big","object":"model"}]}'),
  );
  assert.deepEqual(
    (await client.models.list()).data.map(({ id }) => id),
    ['big'],
  );
  assert.equal(upstream.requests[0].headers.authorization, 'Bearer secret-key');
});

test("a key of the operator takes the place of the client's", async () => {
  const keyed = await openTestApp({ upstream: { url: upstream.url, apiKey: 'operators', timeoutMs: 60_000 } });
  const door = await openTestServer(keyed.app);
  try {
    await new OpenAI({ baseURL: `${door.url}/v1`, apiKey: 'clients' }).models.list().catch(() => undefined);
    assert.equal(upstream.requests[0].headers.authorization, 'Bearer operators');
    const [climbing] = await once(get(door.url, { path: '/v1/../admin' }), 'response');
    assert.equal(climbing.statusCode, 400);
    climbing.resume();
  } finally {
    await door.close();
    await keyed.close();
  }
});

test('what stands after the question mark of the address goes along', async (t) => {
  const azure = await openTestApp({ upstream: { url: `${upstream.url}?api-version=2026-01-01`, timeoutMs: 60_000 } });
  t.after(azure.close);
  const before = await openTestServer(azure.app);
  t.after(before.close);
  const body = JSON.stringify({ model: 'gpt', messages: [TAX] });
  for (const path of ['/v1/chat/completions', '/v1/chat/completions?trace=1']) {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(`${before.url}${path}`, { method: 'POST', body, headers })).status, 200);
  }
  assert.deepEqual(
    upstream.requests.map(({ path }) => path),
    ['/base/v1/chat/completions?api-version=2026-01-01', '/base/v1/chat/completions?trace=1&api-version=2026-01-01'],
  );
});

test("an upstream's own request id comes back, and else Goldsmith's", async () => {
  const ask = async () => {
    const body = JSON.stringify({ model: 'm', messages: [TAX] });
    const response = await post('/v1/chat/completions', body, { 'x-request-id': 'of-the-proxy' });
    await response.text();
    return response.headers.get('x-request-id');
  };
  assert.equal(await ask(), 'of-the-proxy');
  assert.equal(upstream.requests.at(-1)?.headers['x-request-id'], 'of-the-proxy', 'as all that the client sends');
  upstream.answerBy((response) => {
    response.setHeader('x-request-id', 'req_up').setHeader('content-type', 'application/json');
    response.end(completionJson('From the upstream.'));
  });
  assert.equal(await ask(), 'req_up');
});
