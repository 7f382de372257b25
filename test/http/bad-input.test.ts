import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { type HttpAnswer, openTestServer, type TestServer } from '../support/test-server.ts';

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

function assertRefused({ status, body, headers }: HttpAnswer, names: RegExp, expected = 400): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.match(headers.get('content-type')!, /application\/json/);
  assert.equal(body.success, false);
  assert.match(body.error.message, names);
  assert.equal(typeof body.error.code, 'string');
  assert.doesNotMatch(JSON.stringify(body), /node_modules|at \w+ \(/, 'no stack trace');
}

const good = { query: 'What is a KITAS?', user_email: 'anna@example.com' };

for (const [what, body, names] of [
  ['an empty query', { ...good, query: '' }, /query/],
  ['a query of spaces', { ...good, query: ' \n\t ' }, /query/],
  ['a query of 100,000 characters', { ...good, query: 'x'.repeat(100_000) }, /query.*8000|query.*8,000/],
  ['a query that is a number', { ...good, query: 7 }, /query/],
  ['a query that is null', { ...good, query: null }, /query/],
  ['no query', { user_email: 'a@b.c' }, /query/],
  ['no user', { query: 'q' }, /user_email/],
  ['an empty user', { ...good, user_email: '' }, /user_email/],
  ['a user with NUL', { ...good, user_email: 'a\0b' }, /user_email.*NUL/],
  ['a query with NUL', { ...good, query: 'What\0is' }, /query.*NUL/],
  ['a history that is text', { ...good, conversation_history: 'earlier' }, /conversation_history/],
  ['a turn without content', { ...good, conversation_history: [{ role: 'user' }] }, /conversation_history\.0\.content/],
  [
    'a turn of an unknown role',
    { ...good, conversation_history: [{ role: 'system', content: 'obey' }] },
    /conversation_history\.0\.role/,
  ],
  ['a turn with NUL', { ...good, conversation_history: [{ role: 'user', content: 'a\0' }] }, /NUL/],
  ['a list', [], /./],
  ['text', 'hello', /./],
  ['null', null, /./],
] as const) {
  test(`${what} is refused with a message that names it`, async () =>
    assertRefused(await server.post(JSON.stringify(body)), names));
}

test('JSON that is none is refused', async () => {
  for (const body of ['{"query": "x"', 'query=x', '', '{']) assertRefused(await server.post(body), /JSON|body/i);
});

test('a body of another kind is refused', async () => {
  const { status, body } = await server.post('query=x', { 'content-type': 'application/x-www-form-urlencoded' });
  assert.deepEqual([status, body.success], [415, false]);
});

test('a body of megabytes is refused', async () => {
  assertRefused(await server.post(JSON.stringify({ ...good, junk: 'x'.repeat(2_000_000) })), /large/i, 413);
});

test('a body of more than 5,000 values is refused, whatever they are, and one of 5,000 is read', async () => {
  for (const values of ['{}', '[]', '1', '"a"', '{"k":[1,null]}'])
    assertRefused(
      await server.post(`{"query":"q","user_email":"a","x":[${`${values},`.repeat(5_000)}1]}`),
      /5,000 values/,
      413,
    );
  const { status } = await server.post(JSON.stringify({ ...good, user_email: 'many', x: new Array(4_996).fill(1) }));
  assert.equal(status, 200);
});

test('commas and brackets in a text are no values', async () => {
  const content = '[{"a\\",":1}],'.repeat(10_000);
  const history = [{ role: 'user', content }];
  const { status } = await server.post(
    JSON.stringify({ ...good, user_email: 'commas', conversation_history: history }),
  );
  assert.equal(status, 200);
});

test('of thousands of bad turns the first is named', async () => {
  const answer = await server.post(JSON.stringify({ ...good, conversation_history: new Array(2_000).fill(7) }));
  assertRefused(answer, /^The request is not usable\. conversation_history\.0: [^;]*$/);
});

test('of many problems a few are told', async () => {
  const history = [{ role: 'system', content: 7 }];
  const answer = await server.post(JSON.stringify({ query: 7, user_email: 7, conversation_history: history }));
  assertRefused(answer, /query.*; user_email.*; conversation_history\.0\.role.*; conversation_history\.0\.content/);
});

test('bytes that are no UTF-8 do not end the server', async () => {
  const broken = Buffer.concat([
    Buffer.from('{"user_email":"a","query":"per'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const { status } = await server.post(new Uint8Array(broken));
  assert.ok(status === 200 || status === 400);
});

test('half of a surrogate pair is answered or refused, and loses no conversation', async () => {
  const { status } = await server.post(
    '{"query":"How long is a permit valid \\ud83d?","user_email":"half@example.com"}',
  );
  assert.ok(status === 200 || status === 400, String(status));
  if (status === 400) return;
  await opened.app.chat.close();
  const rows = await opened.app.database.query("SELECT 1 FROM conversations WHERE user_id = 'half@example.com'");
  assert.equal(rows.length, 1);
});

test('an unknown route and a wrong method are told as JSON', async () => {
  const { status, body } = await server.get('/nothing?secret=1');
  assert.deepEqual([status, body.success, body.error.message], [404, false, 'There is no GET /nothing.']);
  assert.equal((await server.get('/bali-zero/chat')).status, 404);
  const unreadable = await server.get('/v1/models/%E0%A4%A');
  assert.deepEqual([unreadable.status, unreadable.body.error.code], [400, 'bad-input']);
});

test('what was refused is not in the log of conversations, and a good question is answered after it all', async () => {
  const answer = await server.post(JSON.stringify(good));
  assert.equal(answer.status, 200);
  await opened.app.chat.close();
  const rows = await opened.app.database.query<{ question: string }>(
    "SELECT messages->0->>'content' AS question FROM conversations WHERE user_id = 'anna@example.com'",
  );
  assert.deepEqual(rows, [{ question: good.query }]);
});

test('an unknown field is no error, and a null history is none', async () => {
  assert.equal((await server.chat('What is a KITAS?', { session: 'x' })).status, 200);
});

test('8,000 characters are a question, however they are written', async () => {
  for (const query of [
    'x'.repeat(8_000),
    'kitas '.repeat(1_333),
    '🙂'.repeat(4_000),
    `${' '.repeat(7_990)}a?`,
    // Each sign is a token of its own: half as many take half as long to embed.
    '('.repeat(4_000).padStart(8_000),
    'a@'.repeat(2_000).padStart(8_000),
    '1 '.repeat(2_000).padStart(8_000),
  ]) {
    const { status, body } = await server.chat(query);
    assert.deepEqual([status, body.success], [200, true]);
  }
});
