import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ADMIN_TOKEN, type DeskClient, READER_TOKEN, signInAt } from '../support/desk-client.ts';
import { nightOptions, PAGES, writeLog } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
let editor: DeskClient;
let reader: DeskClient;
before(async () => {
  opened = await openTestApp({ review: true, desk: { adminToken: ADMIN_TOKEN, readerToken: READER_TOKEN } });
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database);
  await opened.app.nightly.run(nightOptions());
  server = await openTestServer(opened.app);
  editor = await signInAt(server.url, ADMIN_TOKEN, 'Wayan');
  reader = await signInAt(server.url, READER_TOKEN, 'Made');
});
after(async () => {
  await server.close();
  await opened.close();
});

const ask = (method: string, path: string, body?: unknown, who = editor) => who.ask(method, path, body);

test('a draft goes from the queue, over its card, into service', async () => {
  const { body: queue } = await ask('GET', '/review');
  assert.equal(queue.total, 6);
  const [{ answer_id, version, conversations, users }] = queue.items;
  const [behind] = await opened.app.database.query(
    'SELECT c.conversations, c.users FROM clusters c JOIN golden_answers a ON a.cluster_id = c.id WHERE a.id = $1',
    [answer_id],
  );
  assert.deepEqual({ conversations, users }, behind);
  assert.ok(conversations >= users && users > 1);
  const { body: card } = await ask('GET', `/review/${answer_id}`);
  assert.ok(card.sentences.every(({ support }: { support: unknown }) => support));
  assert.equal((await ask('POST', `/review/${answer_id}/approve`, { version })).status, 200);
  const { body: detail } = await ask('GET', `/answers/${answer_id}`);
  assert.deepEqual([detail.status, detail.version], ['published', version + 1]);
  assert.equal((await ask('GET', `/review/${answer_id}`)).status, 404);
});

test('the second of two is told what stands there now: 409 with who, when and the text', async () => {
  const { body: queue } = await ask('GET', '/review');
  const [{ answer_id, version }] = queue.items;
  await ask('POST', `/review/${answer_id}/approve`, { version, answer: 'In our words.' });
  const { status, body } = await ask('PUT', `/answers/${answer_id}`, { version, answer: 'In mine.' });
  assert.deepEqual([status, body.error.code], [409, 'conflict']);
  const { person, answer, version: now, at } = body.error.current;
  assert.deepEqual([person, answer, now], ['Wayan', 'In our words.', version + 1]);
  assert.ok(Date.parse(at) > 0);
});

test('a question without words is no question, and what nobody sees is no answer', async () => {
  const send = (body: object) => ask('POST', '/answers', { question: 'Who mends kites?', answer: 'Made.', ...body });
  const audited = () => opened.app.database.query('SELECT id FROM desk_audit');
  const before = await audited();
  // The last ones: zero width space, Hangul filler (a letter that nobody sees), right-to-left override, blank of Braille.
  for (const nothing of ['???', '...', '👍', '\u200b', '\u3164', '\u202e', '\u2800', '']) {
    for (const body of [{ question: nothing }, { phrasings: [nothing] }]) {
      const { status, body: refused } = await send(body);
      assert.deepEqual([status, refused.error.code], [400, 'bad-input'], JSON.stringify(body));
      assert.match(refused.error.message, nothing ? /must hold a word/ : /must not be empty$/);
    }
    const [row] = (await ask('GET', '/answers?limit=1')).body.answers;
    const change = { version: row.version, question: nothing };
    assert.equal((await ask('PUT', `/answers/${row.id}`, change)).status, 400, nothing);
  }
  for (const nothing of ['\u200b', '\u3164', '\u2800']) assert.equal((await send({ answer: nothing })).status, 400);
  assert.deepEqual(await audited(), before);
  for (const question of ['???', '...', '!!!'])
    assert.notEqual((await opened.app.golden.lookupGoldenAnswer(question)).outcome, 'hit');
  for (const question of ['911?', '这?'])
    assert.equal((await send({ question, answer: '👍' })).status, 200, 'a number or one sign is enough');
});

test('the queue decides only on what waits: whatever else is at this version stays as it is', async () => {
  const { body: queue } = await ask('GET', '/review');
  const [first, second] = queue.items;
  const decide = (what: string, { answer_id }: { answer_id: number }, version: number) =>
    ask('POST', `/review/${answer_id}/${what}`, { version });
  assert.equal((await decide('approve', first, first.version)).status, 200);
  assert.equal((await decide('dismiss', second, second.version)).status, 200);
  for (const [what, item, status] of [
    ['dismiss', first, 'published'],
    ['approve', first, 'published'],
    ['approve', second, 'dismissed'],
  ] as const) {
    const version = item.version + 1;
    const { status: refused, body } = await decide(what, item, version);
    assert.deepEqual([refused, body.error.code, body.error.current.person], [409, 'conflict', 'Wayan']);
    const { body: now } = await ask('GET', `/answers/${item.answer_id}`);
    assert.deepEqual([now.status, now.version], [status, version], `${what} of what is ${status}`);
  }
  const { body: row } = await ask('GET', `/answers/${second.answer_id}`);
  await ask('POST', `/answers/${second.answer_id}/status`, { version: row.version, status: 'published' });
});

test('an answer is written, found, paused, edited, taken back, dismissed and erased', async () => {
  const written = await ask('POST', '/answers', {
    question: 'Who mends bicycles?',
    answer: 'Made does.',
    phrasings: ['bicycle repair?'],
  });
  assert.deepEqual([written.status, written.body.phrasings.length], [200, 2]);
  const { id } = written.body;
  assert.deepEqual(
    (await ask('GET', '/answers?search=bicycles')).body.answers.map((row: { id: number }) => row.id),
    [id],
  );
  assert.equal((await ask('POST', `/answers/${id}/status`, { version: 1, status: 'paused' })).body.status, 'paused');
  assert.equal((await ask('PUT', `/answers/${id}`, { version: 2, answer: 'Ketut does.' })).body.answer, 'Ketut does.');
  assert.equal((await ask('POST', `/answers/${id}/restore`, { version: 3, to: 1 })).body.answer, 'Made does.');
  const { body } = await ask('GET', `/answers/${id}/versions`);
  assert.deepEqual(
    body.versions.map(({ change }: { change: string }) => change),
    ['restored', 'edited', 'paused', 'written'],
  );
  assert.equal(
    (await ask('POST', `/answers/${id}/status`, { version: 4, status: 'dismissed' })).body.status,
    'dismissed',
  );
  assert.equal((await ask('DELETE', `/answers/${id}?version=5`)).status, 200);
  assert.equal((await ask('GET', `/answers/${id}`)).status, 404);
});

test('a phrasing is moved and taken out, a hit is marked', async () => {
  const { body: found } = await ask('GET', `/answers?search=${encodeURIComponent('levy')}`);
  const { id, version, question } = found.answers[0];
  await ask('POST', `/answers/${id}/status`, { version, status: 'published' });
  const { body: detail } = await ask('GET', `/answers/${id}`);
  const [first, second] = detail.phrasings.filter(({ text }: { text: string }) => text !== question);
  const { body: other } = await ask('POST', '/answers', { question: 'What else is paid?', answer: 'Parking.' });
  assert.equal((await ask('POST', `/answers/${id}/phrasings/${first.id}/move`, { to: other.id })).status, 200);
  const { body: after } = await ask('POST', `/answers/${id}/phrasings/${second.id}/detach`);
  assert.equal(after.phrasings.length, detail.phrasings.length - 2);
  const { body: answered } = await server.chat(question);
  assert.equal(answered.model_used, 'golden-answer-cache');
  await opened.app.recorders.lookups.flush();
  const { body: hits } = await ask('GET', `/answers/${id}/hits`);
  assert.equal(hits.hits.length, 1);
  const { key } = hits.hits[0];
  assert.equal(
    (await ask('POST', `/answers/${other.id}/hits/${key}/wrong`)).status,
    404,
    'it is not a hit of that one',
  );
  const marks = () => opened.app.database.query("SELECT who FROM desk_audit WHERE action = 'lookup.mark-wrong'");
  assert.deepEqual([(await marks()).length, (await ask('GET', `/answers/${id}`)).body.marked_wrong], [0, 0]);
  for (const _ of [1, 2])
    assert.deepEqual((await ask('POST', `/answers/${id}/hits/${key}/wrong`)).body, {
      success: true,
      never_again: true,
    });
  assert.deepEqual([(await marks()).length, (await ask('GET', `/answers/${id}`)).body.marked_wrong], [1, 1]);
});

test('who writes an answer, or a phrasing, to a question that has one is told which', async () => {
  const question = 'Where are coconuts sold?';
  const { body: first } = await ask('POST', '/answers', { question, answer: 'At the market.' });
  const { body: other } = await ask('POST', '/answers', { question: 'Where is rice sold?', answer: 'At the mill.' });
  const inTheWay = [
    await ask('POST', '/answers', { question, answer: 'Nowhere.' }),
    await ask('PUT', `/answers/${other.id}`, { version: other.version, question }),
  ];
  for (const { status, body } of inTheWay)
    assert.deepEqual([status, body.error.code, body.error.current], [400, 'bad-input', { answer_id: first.id }]);
});

test('a mark is taken back, and so is "not this one": served again, and written down', async () => {
  const [question, other] = ['Who repairs surfboards?', 'surfboard repair?'];
  const { body: written } = await ask('POST', '/answers', { question, answer: 'Made does.', phrasings: [other] });
  const { id } = written;
  const takenBack = () =>
    opened.app.database.query<{ who: string; before: unknown; after: unknown }>(
      "SELECT who, before, after FROM desk_audit WHERE action = 'mark.take-back' AND subject_id = $1 ORDER BY id",
      [String(id)],
    );
  const served = async (text: string) => (await server.chat(text)).body.model_used === 'golden-answer-cache';
  const marks = async () => (await ask('GET', `/answers/${id}`)).body.marks;
  assert.deepEqual([await served(question), await marks()], [true, []]);
  await opened.app.recorders.lookups.flush();
  const [{ key }] = (await ask('GET', `/answers/${id}/hits`)).body.hits;
  const phrasing = (text: string) => written.phrasings.find((one: { text: string }) => one.text === text).id;
  await ask('POST', `/answers/${id}/hits/${key}/wrong`);
  await ask('POST', `/answers/${id}/phrasings/${phrasing(other)}/detach`);
  assert.deepEqual([await served(question), await served(other)], [false, false]);
  const [hit, detached] = await marks();
  assert.deepEqual([hit.text, hit.phrasing, hit.person], [question, phrasing(question), null]);
  assert.deepEqual([detached.text, detached.phrasing, detached.person], [other, null, 'Wayan']);

  const { body: alone } = await ask('POST', '/answers', { question: 'Who sells surfboards?', answer: 'Budi does.' });
  assert.equal((await ask('DELETE', `/answers/${alone.id}/marks/${detached.id}`)).status, 404, 'a mark of another');
  assert.equal((await ask('DELETE', `/answers/${alone.id}/hits/${key}/wrong`)).status, 404, 'a hit of another');
  assert.equal((await ask('DELETE', `/answers/${id}/marks/${detached.id}`, undefined, reader)).status, 403);
  assert.equal((await takenBack()).length, 0);

  const { status, body: back } = await ask('DELETE', `/answers/${id}/marks/${detached.id}`);
  assert.deepEqual([status, await served(other)], [200, true]);
  assert.deepEqual(
    back.phrasings.map(({ text, decided }: { text: string; decided: boolean }) => [text, decided]),
    [
      [question, true],
      [other, true],
    ],
  );
  assert.equal((await ask('DELETE', `/answers/${id}/marks/${detached.id}`)).status, 404, 'somebody was quicker');
  assert.equal((await ask('DELETE', `/answers/${id}/hits/${key}/wrong`)).status, 200);
  assert.equal((await ask('GET', `/answers/${id}/hits`)).body.hits[0].marked_wrong, false);
  assert.deepEqual([await served(question), await marks()], [true, []]);
  assert.equal((await ask('DELETE', `/answers/${id}/hits/${key}/wrong`)).status, 404, 'it is not marked any more');
  assert.deepEqual(
    await takenBack(),
    [other, question].map((text) => ({
      who: 'Wayan',
      before: { question: text, served: false },
      after: { question: text, served: true },
    })),
  );
});

test('a mark is taken back of words that are elsewhere by now: they stay there', async () => {
  const words = 'boat trips to nusa penida';
  const { body: boats } = await ask('POST', '/answers', { question: 'Boats?', answer: 'Two.', phrasings: [words] });
  const { id, text } = boats.phrasings.find((one: { text: string }) => one.text === words);
  const { body: without } = await ask('POST', `/answers/${boats.id}/phrasings/${id}/detach`);
  const { body: trips } = await ask('POST', '/answers', { question: 'Trips?', answer: 'Many.', phrasings: [words] });
  const { body: back } = await ask('DELETE', `/answers/${boats.id}/marks/${without.marks[0].id}`);
  assert.deepEqual([back.marks, back.phrasings.length], [[], 1]);
  assert.equal((await server.chat(text)).body.response, 'Many.');
  assert.equal((await ask('GET', `/answers/${trips.id}`)).body.phrasings.length, 2);
});

test('the answers that a night has written are those of its run', async () => {
  const [{ run, written }] = await opened.app.database.query<{ run: number; written: number }>(
    'SELECT id AS run, golden_answers_generated AS written FROM nightly_worker_runs',
  );
  assert.equal((await ask('GET', `/answers?run=${run}`)).body.total, written);
  assert.equal((await ask('GET', `/answers?run=${run + 1}`)).body.total, 0);
  const total = async (filter: string) => (await ask('GET', `/answers?run=${run}&${filter}`)).body.total;
  assert.deepEqual([await total('wrote=new'), await total('wrote=rewritten')], [written, 0]);

  // Also where somebody has dismissed one since.
  const [{ id, version }] = (await ask('GET', `/answers?run=${run}`)).body.answers;
  const { body: dismissed } = await ask('POST', `/answers/${id}/status`, { version, status: 'dismissed' });
  assert.deepEqual([await total('wrote=new'), await total('wrote=new&status=all')], [written - 1, written]);
  await ask('POST', `/answers/${id}/status`, { version: dismissed.version, status: 'published' });
});

test('gaps are told by impact', async () => {
  const { body } = await ask('GET', '/gaps');
  assert.equal(body.totals.unanswered, 2);
  assert.match(body.unanswered.map(({ question }: { question: string }) => question).join(), /surf/);
});

test('a reader sees all of it and changes nothing', async () => {
  const { body } = await ask('GET', '/answers', undefined, reader);
  const { id, version } = body.answers[0];
  for (const path of ['/review', `/answers/${id}`, `/answers/${id}/versions`, `/answers/${id}/hits`, '/gaps'])
    assert.equal((await ask('GET', path, undefined, reader)).status, 200, path);
  const refused = await ask('PUT', `/answers/${id}`, { version, answer: 'x' }, reader);
  assert.deepEqual([refused.status, refused.body.error.code], [403, 'not-allowed']);
  assert.equal((await ask('POST', '/answers', { question: 'a', answer: 'b' }, reader)).status, 403);
});

for (const [method, path, body] of [
  ['GET', '/answers?sort=whatever', undefined],
  ['GET', '/answers?page=0', undefined],
  ['GET', '/answers/x', undefined],
  ['GET', '/answers/1/hits?before=yesterday', undefined],
  ['PUT', '/answers/1', { answer: 'x' }],
  ['PUT', '/answers/1', { version: 1, answer: '  ' }],
  ['POST', '/answers', { question: '', answer: 'x' }],
  ['POST', '/answers/1/status', { version: 1, status: 'draft' }],
] as const) {
  test(`${method} ${path} ${JSON.stringify(body) ?? ''} is refused with what is wrong`, async () => {
    const { status, body: answer } = await ask(method, path, body);
    assert.deepEqual([status, answer.error.code], [400, 'bad-input']);
  });
}
