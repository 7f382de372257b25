import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LONGEST_QUESTION } from '../../src/desk/api/shown-answer.ts';
import { LONGEST_QUESTION as LONGEST_LOOKED_UP } from '../../src/matching/longest-question.ts';
import { askDesk } from '../support/desk-client.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const BEYOND = 2_147_483_648;

let opened: TestApp;
let server: TestServer;
let headers: Record<string, string>;
before(async () => {
  opened = await openTestApp();
  server = await openTestServer(opened.app);
  const { body } = await askDesk(server.url, {}, 'GET', '/session');
  headers = { 'x-csrf-token': body.csrf_token };
});
after(async () => {
  await server.close();
  await opened.close();
});

const ask = (method: string, path: string, body?: unknown) => askDesk(server.url, headers, method, path, body);

test('a number that no row can have is refused, wherever it stands', async () => {
  const written = await ask('POST', '/answers', { question: 'Who mends bicycles?', answer: 'Made does.' });
  const { id, version, phrasings } = written.body;
  for (const path of [
    ...[`/answers/${BEYOND}`, `/answers/${BEYOND}/versions`, `/answers/${BEYOND}/hits`, `/answers?run=${BEYOND}`],
    ...[`/review/${BEYOND}`, `/culture/${BEYOND}`, `/nights/${BEYOND}`, `/nights?before=${BEYOND}`],
    ...[`/lookups?answer=${BEYOND}`, `/lookups?cluster=${BEYOND}`],
    ...[`/answers/${id}/hits?before=9${'0'.repeat(30)}-1`, `/answers/${id}/hits?before=1-9${'0'.repeat(30)}`],
  ]) {
    const { status, body } = await ask('GET', path);
    assert.deepEqual([status, body.error?.code], [400, 'bad-input'], path);
  }
  for (const [path, body] of [
    [`/answers/${id}/restore`, { version, to: BEYOND }],
    [`/answers/${id}/phrasings/${phrasings[0].id}/move`, { to: BEYOND }],
    [`/review/${BEYOND}/approve`, { version: 1 }],
    ['/answers', { question: 'Who?', answer: 'Made.', cluster_id: BEYOND }],
  ] as const)
    assert.equal((await ask('POST', path, body)).status, 400, path);
  assert.equal((await ask('DELETE', `/knowledge/${Number.MAX_SAFE_INTEGER}`)).status, 404);
});

test('text that cannot be kept is refused, and nothing of it is stored', async () => {
  for (const bad of ['a\0b', 'half \ud83d of a pair']) {
    for (const [path, body] of [
      ['/answers', { question: bad, answer: 'Made does.' }],
      ['/answers', { question: 'Who sells boats?', answer: bad }],
      ['/answers', { question: 'Who sells boats?', answer: 'Made.', phrasings: [bad] }],
      ['/knowledge', { title: 'Boats', text: bad }],
      ['/knowledge', { title: bad, text: 'Boats are sold.' }],
    ] as const) {
      const answer = await ask('POST', path, body);
      assert.deepEqual([answer.status, answer.body.error?.code], [400, 'bad-input'], JSON.stringify(body));
    }
  }
  assert.equal((await ask('GET', '/answers?search=%00')).status, 400);
  const response = await fetch(`${server.url}/api/desk/answers`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: new Uint8Array([
      ...Buffer.from('{"question":"Who sells '),
      0xff,
      0xfe,
      ...Buffer.from('?","answer":"Made."}'),
    ]),
  });
  assert.equal(response.status, 400);
  assert.equal((await ask('GET', '/answers?search=boats')).body.total, 0);
  assert.equal((await ask('GET', '/answers?search=Who sells')).body.total, 0);
});

test('of a file the lines that cannot be kept are told, and the others stand', async () => {
  const text = 'question,answer\nWho sells boats?,Ma\0de.\nWho sells nets?,Made.\n';
  const { status, body } = await ask('POST', '/answers/import', { name: 'answers.csv', text });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((await ask('GET', '/answers?search=nets')).body.total, 1);
});

test('a question may be as long as the longest that is looked up, and no longer, wherever it is given', async () => {
  const long = (first: string, length: number) => `${first.padEnd(length - 1, ' and then some more words')}?`;
  const longest = long('Who sells the longest boats', LONGEST_LOOKED_UP);
  const { status, body: written } = await ask('POST', '/answers', { question: longest, answer: 'Made sells them.' });
  assert.deepEqual([status, LONGEST_QUESTION], [200, LONGEST_LOOKED_UP]);
  assert.equal((await opened.app.golden.lookupGoldenAnswer(longest)).outcome, 'hit');
  const tooLong = long('Who sells boats that are longer still', LONGEST_LOOKED_UP + 1);
  const other = { question: 'Who sells masts?', answer: 'Made.' };
  for (const [method, path, given] of [
    ['POST', '/answers', { ...other, question: tooLong }],
    ['POST', '/answers', { ...other, phrasings: [tooLong] }],
    ['PUT', `/answers/${written.id}`, { version: 1, question: tooLong }],
    ['POST', `/review/${written.id}/approve`, { version: 1, question: tooLong }],
  ] as const) {
    const refused = await ask(method, path, given);
    assert.equal(refused.status, 400, path);
    assert.match(refused.body.error.message, /at most 1,000 characters/);
  }
  const text = [
    { ...other, question: tooLong },
    { ...other, phrasings: [tooLong] },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');
  const { body: report } = await ask('POST', '/answers/import', { name: 'answers.jsonl', text });
  assert.deepEqual([report.created, report.refused], [0, 2]);
  for (const { reason } of report.refusals) assert.match(reason, /at most 1,000 characters/);
});

test('a lookup whose answer is erased says so', async () => {
  const question = 'Who sells lost anchors?';
  const { body: written } = await ask('POST', '/answers', { question, answer: 'Nobody.' });
  assert.equal((await opened.app.golden.lookupGoldenAnswer(question)).outcome, 'hit');
  await opened.app.recorders.lookups.flush();
  const row = async () => {
    const { lookups } = (await ask('GET', `/lookups?answer=${written.id}`)).body;
    return [lookups[0].answer_id, lookups[0].answered_as, lookups[0].answer_erased];
  };
  assert.deepEqual(await row(), [written.id, question, false]);
  await ask('POST', `/answers/${written.id}/status`, { version: 1, status: 'dismissed' });
  assert.equal((await ask('DELETE', `/answers/${written.id}?version=2`)).status, 200);
  assert.deepEqual(await row(), [written.id, null, true]);
});
