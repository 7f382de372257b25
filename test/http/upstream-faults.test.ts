import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import OpenAI, { APIError, InternalServerError, RateLimitError } from 'openai';
import { newAnswer } from '../support/golden-case.ts';
import { completionChunks, openRawUpstream, type RawUpstream } from '../support/raw-upstream.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { waitFor } from '../support/wait-for.ts';

/** Long enough for an answer, short enough to wait for. */
const STALL_MS = 600;

let opened: TestApp;
let server: TestServer;
let upstream: RawUpstream;
let client: OpenAI;
before(async () => {
  upstream = await openRawUpstream();
  opened = await openTestApp({ rule: 'fixed:0.85', upstream: { url: upstream.url, timeoutMs: STALL_MS } });
  await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'k', maxRetries: 0 });
});
after(async () => {
  await server.close();
  await opened.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.requests.length = 0;
});

const asking = (content: string) => ({ model: 'gpt', messages: [{ role: 'user' as const, content }] });
const TAX = asking('How much profit tax do companies pay?');
const KITAS = asking('What is a KITAS?');

/** The faults that some work adds to the server's count. */
async function faultsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = async (): Promise<Record<string, number>> => (await server.get('/health')).body.upstream.faults;
  const before = await count();
  await work();
  await opened.app.upstream!.settled();
  const now = await count();
  return Object.fromEntries(
    Object.entries(now)
      .map(([fault, n]): [string, number] => [fault, n - before[fault]])
      .filter(([, n]) => n > 0),
  );
}

test('a 429 comes back with its Retry-After, and is counted', async () => {
  upstream.answerBy((response) =>
    response
      .writeHead(429, { 'content-type': 'application/json', 'retry-after': '17' })
      .end('{"error":{"message":"slow down","type":"requests","param":null,"code":"rate_limit_exceeded"}}'),
  );
  const faults = await faultsOf(() =>
    assert.rejects(client.chat.completions.create(TAX), (error) => {
      assert.ok(error instanceof RateLimitError);
      assert.deepEqual([error.code, error.headers.get('retry-after')], ['rate_limit_exceeded', '17']);
      return true;
    }),
  );
  assert.deepEqual(faults, { 'rate-limited': 1 });
});

test('a 500 comes back as it is, and is counted', async () => {
  upstream.answerBy((response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('broken'));
  const faults = await faultsOf(() => assert.rejects(client.chat.completions.create(TAX), InternalServerError));
  assert.deepEqual(faults, { 'server-error': 1 });
});

test('an upstream that says nothing is a 504', async () => {
  upstream.answerBy(() => undefined);
  for (const stream of [false, true]) {
    const faults = await faultsOf(() =>
      assert.rejects(
        client.chat.completions.create({ ...TAX, stream }),
        (error) => error instanceof APIError && error.status === 504 && error.code === 'upstream-stalled',
      ),
    );
    assert.deepEqual(faults, { stalled: 1 });
  }
});

test('an upstream that falls silent in a stream ends it with an error', async () => {
  const [head, text] = completionChunks('Compa');
  upstream.answerBy((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(head + text));
  const read: string[] = [];
  const faults = await faultsOf(() =>
    assert.rejects(
      async () => {
        const stream = await client.chat.completions.create({ ...TAX, stream: true });
        for await (const { choices } of stream) read.push(choices[0].delta.content ?? '');
      },
      (error) => error instanceof APIError && error.code === 'upstream-stalled',
    ),
  );
  assert.deepEqual([read.join(''), faults], ['Compa', { stalled: 1 }]);
});

test('a stream that is cut ends with an error', async () => {
  const [head, text] = completionChunks('Compa');
  upstream.answerBy((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(head + text, () => response.destroy());
  });
  const faults = await faultsOf(() =>
    assert.rejects(
      async () => Array.fromAsync(await client.chat.completions.create({ ...TAX, stream: true })),
      (error) => error instanceof APIError && error.code === 'upstream-unreachable',
    ),
  );
  assert.deepEqual(faults, { cut: 1 });
});

test('an answer that is cut or falls silent is cut for the client too', async () => {
  for (const [fault, end] of [
    ['cut', true],
    ['stalled', false],
  ] as const) {
    upstream.answerBy((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":', () => end && response.destroy());
    });
    const faults = await faultsOf(() => assert.rejects(client.chat.completions.create(TAX)));
    assert.deepEqual(faults, { [fault]: 1 });
  }
});

test('rubbish passes as it is, is counted and not learned', async () => {
  upstream.answerBy((response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": <html>'),
  );
  const faults = await faultsOf(async () => {
    const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(TAX) });
    assert.deepEqual([response.status, await response.text()], [200, '{"choices": <html>']);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  assert.deepEqual(faults, { unreadable: 1 });
  assert.deepEqual(
    await opened.app.database.query("SELECT 1 FROM conversations WHERE metadata->>'outcome' = 'miss'"),
    [],
  );
});

test('what is no HTTP is a 502', async () => {
  upstream.answerBy((response) => response.socket!.end('hello\r\n\r\n'));
  const faults = await faultsOf(() =>
    assert.rejects(client.chat.completions.create(TAX), (error) => error instanceof APIError && error.status === 502),
  );
  assert.deepEqual(faults, { unreachable: 1 });
});

test('while 50 requests wait for a silent upstream, hits are answered', async () => {
  upstream.answerBy(() => undefined);
  const waiting = Array.from({ length: 50 }, () =>
    client.chat.completions.create(TAX).then(
      () => 'answered',
      (error: APIError) => error.status,
    ),
  );
  await waitFor(() => upstream.requests.length > 0, 'the first is with the upstream');
  let done = false;
  const all = Promise.all(waiting).finally(() => {
    done = true;
  });
  let hits = 0;
  while (!done) {
    const { choices } = await client.chat.completions.create(KITAS);
    assert.equal(choices[0].message.content, newAnswer().answer);
    hits++;
  }
  assert.ok(hits >= 10, `${hits} hits`);
  assert.deepEqual(new Set(await all), new Set([504]));
});

test('a client that hangs up cancels the request, before and within the answer, which is no fault', async () => {
  const [head] = completionChunks();
  for (const answer of [undefined, head]) {
    upstream.answerBy((response) => {
      if (answer) response.writeHead(200, { 'content-type': 'text/event-stream' }).write(answer);
    });
    const before = upstream.requests.length;
    const faults = await faultsOf(async () => {
      const stop = new AbortController();
      const asked = client.chat.completions
        .create({ ...TAX, stream: true }, { signal: stop.signal })
        .then((stream) => stream[Symbol.asyncIterator]().next());
      await waitFor(() => upstream.requests.length > before, 'the upstream is asked');
      if (answer) {
        await asked;
        stop.abort();
      } else {
        stop.abort();
        await assert.rejects(asked);
      }
      await upstream.requests.at(-1)!.closed;
    });
    assert.deepEqual(faults, {});
  }
});

test('an upstream that is not there is a 502', async () => {
  const gone = await openRawUpstream();
  await gone.close();
  const alone = await openTestApp({ upstream: { url: gone.url, timeoutMs: STALL_MS } });
  const door = await openTestServer(alone.app);
  try {
    const asking = new OpenAI({ baseURL: `${door.url}/v1`, apiKey: 'k', maxRetries: 0 });
    await assert.rejects(
      asking.chat.completions.create(TAX),
      (error) => error instanceof APIError && error.status === 502 && error.code === 'upstream-unreachable',
    );
    await assert.rejects(asking.models.list(), (error) => error instanceof APIError && error.status === 502);
  } finally {
    await door.close();
    await alone.close();
  }
});

for (const [what, events] of [
  [
    'tells an error in the middle',
    ['{"choices":[{"delta":{"content":"Compa"}}]}', '{"error":{"message":"overloaded"}}'],
  ],
  ['ends before its answer does', ['{"choices":[{"delta":{"content":"Compa"}}]}']],
] as const) {
  test(`a stream that ${what} passes as it is, is counted and not learned`, async () => {
    const bytes = events.map((event) => `data: ${event}\n\n`).join('');
    upstream.answerBy((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(bytes));
    const faults = await faultsOf(async () => {
      const body = JSON.stringify({ ...TAX, stream: true });
      const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body });
      assert.equal(await response.text(), bytes);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    assert.deepEqual(faults, { cut: 1 });
    assert.deepEqual(
      await opened.app.database.query("SELECT 1 FROM conversations WHERE metadata->>'outcome' = 'miss'"),
      [],
    );
  });
}
