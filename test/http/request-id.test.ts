import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer } from '../../src/http/create-server.ts';
import { requestIdOf } from '../../src/http/request-id.ts';
import { createLog, workingOn } from '../../src/log.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
before(async () => {
  opened = await openTestApp();
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
});

const idOf = (given?: string) => requestIdOf({ headers: { 'x-request-id': given } });

test("a proxy's id is kept where a log and a header can hold it; else it gets one of its own, each another", () => {
  for (const usable of ['a', '5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11', 'Root=1-67891233-abcdef', 'x'.repeat(128)]) {
    assert.equal(idOf(usable), usable);
  }
  const unusable = ['', 'x'.repeat(129), 'two words', 'line\nbreak', '"quoted"', 'café', undefined];
  const made = unusable.map((id) => idOf(id));
  assert.equal(new Set(made).size, unusable.length);
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-z]+$/);
});

test('every answer bears the id: whole, stream, error, unknown route', async () => {
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'from-proxy', ...init.headers };
    const response = await fetch(server.url + path, { ...init, headers });
    await response.text();
    return [response.status, response.headers.get('x-request-id')];
  };
  const body = JSON.stringify({ query: 'Hello', user_email: 'a@example.com' });
  const stream = { method: 'POST', body, headers: { accept: 'text/event-stream' } };
  assert.deepEqual(await ask('/bali-zero/chat', { method: 'POST', body }), [200, 'from-proxy']);
  assert.deepEqual(await ask('/bali-zero/chat', stream), [200, 'from-proxy']);
  assert.deepEqual(await ask('/bali-zero/chat', { method: 'POST', body: '{' }), [400, 'from-proxy']);
  assert.deepEqual(await ask('/nowhere'), [404, 'from-proxy']);
  assert.deepEqual(await ask('/v1/nowhere'), [404, 'from-proxy']);
  assert.deepEqual(await ask('/%ff'), [400, 'from-proxy']);
});

test('what is logged while requests are worked on at the same time bears the id of each, however deep', async (t) => {
  const lines: { msg: string; requestId?: string; question?: string }[] = [];
  const log = createLog('debug', { write: (line) => lines.push(JSON.parse(line)) });
  const { app } = opened;
  const answer = app.chat.answer;
  t.after(() => {
    app.chat.answer = answer;
  });
  app.chat.answer = async (asked, ...rest) => {
    await new Promise((resolve) => setImmediate(resolve));
    log.info({ question: asked.question }, 'deep within');
    return answer.call(app.chat, asked, ...rest);
  };
  const http = createServer({ ...app, log });
  await http.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => http.close());
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}/bali-zero/chat`;
  const ask = (i: number) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': `r${i}` },
      body: JSON.stringify({ query: `Hello ${i}`, user_email: 'a@example.com' }),
    }).then((response) => response.text());
  await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i)));
  log.info('outside');
  const deep = lines.filter(({ msg }) => msg === 'deep within');
  assert.equal(deep.length, 20);
  for (const { requestId, question } of deep) assert.equal(question, `Hello ${requestId?.slice(1)}`);
  const answered = lines.filter(({ msg }) => msg === 'a request has ended').map(({ requestId }) => requestId);
  assert.deepEqual(answered.toSorted(), Array.from({ length: 20 }, (_, i) => `r${i}`).toSorted());
  assert.equal(lines.find(({ msg }) => msg === 'outside')?.requestId, undefined);
});

test('a request that is worked on within another has its own id', () => {
  const lines: { requestId?: string }[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  workingOn('outer', () => {
    workingOn('inner', () => log.info('a'));
    log.info('b');
  });
  assert.deepEqual(
    lines.map(({ requestId }) => requestId),
    ['inner', 'outer'],
  );
});
