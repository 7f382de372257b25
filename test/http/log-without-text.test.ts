import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { App } from '../../src/app.ts';
import { createLog } from '../../src/log.ts';
import { newAnswer } from '../support/golden-case.ts';
import { completionJson, openRawUpstream, type RawUpstream } from '../support/raw-upstream.ts';
import {
  openScriptedModelServer,
  type ScriptedModelServer,
  type ScriptedReply,
} from '../support/scripted-model-server.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** Stands in every text of a user. */
const MARK = 'Zwetschgenknödel';
const SPOKEN = new RegExp(`${MARK}|Zwetschgen`, 'i');

let log: string[] = [];
const logger = createLog('info', { write: (line) => log.push(line) });
let opened: TestApp;
let app: App;
let behind: App;
let server: TestServer;
let proxy: TestServer;
let model: ScriptedModelServer;
let upstream: RawUpstream;
before(async () => {
  model = await openScriptedModelServer();
  upstream = await openRawUpstream();
  opened = await openTestApp();
  const models = { business: ['openai:writer'], openai: { apiKey: 'some-key', baseUrl: model.url }, timeoutMs: 300 };
  app = await createAppAt(opened.location, { rule: 'fixed:0.85', models }, logger);
  behind = await createAppAt(opened.location, { upstream: { url: upstream.url, timeoutMs: 300 } }, logger);
  await app.golden.saveGoldenAnswer(newAnswer());
  await app.golden.updateClusterMapping(1, [{ text: `What is a ${MARK} KITAS?`, userId: 'a' }]);
  server = await openTestServer(app);
  proxy = await openTestServer(behind);
});
after(async () => {
  await server.close();
  await proxy.close();
  await behind.close();
  await app.close();
  await opened.close();
  await model.close();
  await upstream.close();
});

/** What is logged of some work; the log must say nothing of the user's. */
async function logged(work: () => Promise<unknown>): Promise<string> {
  log = [];
  await work();
  // What follows an answer is logged too.
  await app.chat.close();
  await behind.upstream?.settled();
  const text = log.join('');
  assert.doesNotMatch(text, SPOKEN);
  return text;
}

const QUESTION = `How much tax does my company pay for ${MARK} a year?`;
const JSON_TYPE = { 'content-type': 'application/json' };

async function post(base: TestServer, path: string, body: string, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body, headers: { ...JSON_TYPE, ...headers } };
  const response = await fetch(base.url + path, { ...init, signal: AbortSignal.timeout(20_000) });
  // A stream that is cut is none of this test's matter.
  await response.text().catch(() => '');
  return response.status;
}

const chat = (query = QUESTION, headers = {}) =>
  post(server, '/bali-zero/chat', JSON.stringify({ query, user_email: `${MARK}@example.com` }), headers);
const completion = (base: TestServer, stream: boolean, content = QUESTION) => {
  const body = { model: 'm', user: MARK, stream, messages: [{ role: 'user', content }] };
  return post(base, '/v1/chat/completions', JSON.stringify(body));
};
const everyDoor = async () => {
  await chat();
  await chat(QUESTION, { accept: 'text/event-stream' });
  await completion(server, false);
  await completion(server, true);
};

test('hits and misses that go well', async () => {
  model.script({ text: `About ${MARK}: 22%.` });
  await logged(async () => {
    assert.equal(await chat(`What is a ${MARK} KITAS?`), 200);
    await everyDoor();
  });
});

test('requests that are not usable', async () => {
  await logged(async () => {
    assert.equal(await post(server, '/bali-zero/chat', `{"query": "${MARK}`), 400);
    assert.equal(await post(server, '/bali-zero/chat', JSON.stringify({ query: [MARK], user_email: MARK })), 400);
    assert.equal(await post(server, '/bali-zero/chat', `${MARK}`, { 'content-type': 'application/xml' }), 415);
    assert.equal(await post(server, `/lookups/${MARK}/wrong`, ''), 400);
    assert.equal(await post(server, `/nowhere/${MARK}?q=${MARK}`, ''), 404);
    assert.equal(await post(server, '/v1/chat/completions', `{"messages": "${MARK}"`), 400);
    assert.equal(await chat(MARK.repeat(10_000)), 400);
    assert.equal(await chat(`${MARK}\u0000`), 400);
  });
});

const FAILING: [string, ScriptedReply][] = [
  ['refuses and quotes the question', { status: 400, message: `Refused: "${QUESTION}"` }],
  ['fails and quotes a part of it', { status: 422, message: `no entry for pay for ${MARK} a` }],
  ['sends rubbish', { rubbish: `{"${MARK}` }],
  ['stalls', { stall: 'within-body' }],
  ['cuts its answer', { cut: true }],
  ['breaks off a stream', { text: `About ${MARK}: 22% of all.`, fault: { after: 2, fault: 'cut' } }],
];
for (const [what, reply] of FAILING) {
  test(`a model that ${what}`, async () => {
    model.script(reply);
    const told = await logged(everyDoor);
    assert.match(told, /a model failed|a stream broke off/, 'and yet it is told');
    for (const line of told.trim().split('\n')) assert.match(line, /"requestId":"[0-9a-f]{8}-/, line);
  });
}

test('an upstream that answers, fails, quotes, cuts and stalls', async () => {
  const both = async () => {
    await completion(proxy, false);
    await completion(proxy, true);
  };
  await logged(async () => {
    upstream.answerBy((response) => response.setHeader('content-type', 'application/json').end(completionJson(MARK)));
    await both();
    upstream.answerBy((response) => response.writeHead(500).end(`No answer to ${QUESTION}`));
    await both();
    upstream.answerBy((response) => response.setHeader('content-type', 'application/json').end(`{"choices": "${MARK}`));
    await both();
  });
  const told = await logged(async () => {
    upstream.answerBy((response) => {
      response.setHeader('content-type', 'text/event-stream').write(`data: {"${MARK}`);
      setTimeout(() => response.destroy(), 20);
    });
    await both();
    upstream.answerBy(() => {});
    await both();
  });
  assert.match(told, /the upstream failed/);
});

test('a lookup that fails, and rows that cannot be stored', async (t) => {
  const { embed } = app.embedder;
  const { query } = app.database;
  t.after(() => Object.assign(app.embedder, { embed }) && Object.assign(app.database, { query }));
  model.script({ text: `About ${MARK}: 22%.` });
  app.embedder.embed = async () => Promise.reject(new Error('out of memory'));
  const told = await logged(() => chat(`Which bank should a new company take for its ${MARK}?`));
  assert.match(told, /a lookup failed and counts as a miss/);
  app.embedder.embed = embed;
  await app.database.query(`ALTER TABLE conversations ADD CONSTRAINT never CHECK (user_id = 'nobody') NOT VALID`);
  const lost = await logged(everyDoor);
  assert.match(lost, /could not be stored/);
  await app.database.query('ALTER TABLE conversations DROP CONSTRAINT never');
});
