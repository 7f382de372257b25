import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** A model that takes a question and never answers. */
const silent = createServer((_, response) => silent.emit('asked', response));
let opened: TestApp;
let server: TestServer;
before(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const openai = { apiKey: 'k', baseUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1` };
  opened = await openTestApp({
    models: { business: ['openai:slow', 'openai:slow-too'], night: [], timeoutMs: 60_000, anthropic: {}, openai },
  });
  server = await openTestServer(opened.app);
});
after(async () => {
  silent.closeAllConnections();
  silent.close();
  await server.close();
  await opened.close();
});

const QUESTION = JSON.stringify({ query: 'How much tax do companies pay on profit?', user_email: 'gone@example.com' });

test('a client that hangs up cancels the call of the model, no other model is asked, and its question is saved', async () => {
  let asked = 0;
  silent.on('asked', () => asked++);
  const stop = new AbortController();
  const arrived = once(silent, 'asked');
  const headers = { 'content-type': 'application/json' };
  const question = fetch(`${server.url}/bali-zero/chat`, {
    method: 'POST',
    headers,
    body: QUESTION,
    signal: stop.signal,
  });
  const [held] = (await arrived) as [ServerResponse];
  const cancelled = once(held, 'close');
  stop.abort();
  await assert.rejects(question);
  await cancelled;
  await opened.app.chat.close();
  assert.equal(asked, 1);
  const saved = await opened.app.database.query<{ messages: unknown }>('SELECT messages FROM conversations');
  assert.deepEqual(
    saved.map(({ messages }) => messages),
    [[{ role: 'user', content: JSON.parse(QUESTION).query }]],
  );
  assert.equal((await server.get('/health')).status, 200);
});

test('a client that hangs up in the middle of its request leaves the server well', async () => {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /bali-zero/chat HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"query":`,
  );
  socket.destroy();
  await once(socket, 'close');
  assert.equal((await server.get('/health')).status, 200);
});
