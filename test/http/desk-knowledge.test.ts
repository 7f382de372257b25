import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askDesk, DESK_TOKENS, type DeskVisitor, enterDesk } from '../support/desk-requests.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const { adminToken: ADMIN, readerToken: READER } = DESK_TOKENS;
const TEXT = 'Surfboards are rented on the beach of Kuta. An hour costs 50,000 rupiah.';

let opened: TestApp;
let server: TestServer;
let editor: DeskVisitor;
let reader: DeskVisitor;
before(async () => {
  opened = await openTestApp({ desk: DESK_TOKENS });
  server = await openTestServer(opened.app);
  editor = await enterDesk(server.url, ADMIN, 'Wayan');
  reader = await enterDesk(server.url, READER, 'Made');
});
after(async () => {
  await server.close();
  await opened.close();
});

const ask = (method: string, path: string, body?: unknown, who = editor) =>
  askDesk(server.url, who, method, path, body);

async function audited(): Promise<unknown[]> {
  return opened.app.database.query('SELECT who, action, subject_id, before, after FROM desk_audit ORDER BY id');
}

test('a text is added, found, and taken away; both are written down', async () => {
  const given = { title: 'Surfboard rental', text: TEXT, url: 'https://example.com/surf' };
  const { status, body: added } = await ask('POST', '/knowledge', given);
  assert.deepEqual([status, added.title, added.language, added.chunks], [200, 'Surfboard rental', 'en', 1]);
  assert.deepEqual((await ask('GET', '/knowledge', undefined, reader)).body, { texts: [added], elsewhere: null });
  const [found] = await opened.app.knowledge.search('Where can I rent a surfboard?');
  assert.deepEqual([found.text, found.url, found.title], [TEXT, given.url, given.title]);

  // Rests on the text: it goes out of service with it, and comes back with it.
  await opened.app.database.query(
    `INSERT INTO golden_answers (cluster_id, canonical_question, answer, sources) VALUES (1, 'Where are surfboards rented?', 'On the beach of Kuta.', $1::jsonb)`,
    [JSON.stringify([{ contentHash: found.contentHash }])],
  );
  const { body: removed } = await ask('DELETE', `/knowledge/${added.id}`);
  assert.deepEqual(removed, { stale: 1 });
  assert.deepEqual(await opened.app.knowledge.search('Where can I rent a surfboard?'), []);
  const [{ stale_reason }] = await opened.app.database.query<{ stale_reason: string }>(
    'SELECT stale_reason FROM golden_answers',
  );
  assert.equal(stale_reason, 'Surfboard rental is gone');
  const { body: again } = await ask('POST', '/knowledge', given);
  const [{ stale }] = await opened.app.database.query<{ stale: boolean }>(
    'SELECT stale_since IS NOT NULL AS stale FROM golden_answers',
  );
  assert.equal(stale, false);

  const log = (await audited()) as { who: string; action: string; subject_id: string; after: unknown }[];
  assert.deepEqual(
    log.map(({ who, action, subject_id }) => [who, action, subject_id]),
    [
      ['Wayan', 'knowledge.add', String(added.id)],
      ['Wayan', 'knowledge.remove', String(added.id)],
      ['Wayan', 'knowledge.add', String(again.id)],
    ],
  );
  assert.deepEqual(log[0].after, given);
});

test('a second text of the same title is refused and changes nothing', async () => {
  await ask('POST', '/knowledge', { title: 'Laundry', text: 'A kilogram costs 10,000 rupiah.' });
  const before = await audited();
  const { status, body } = await ask('POST', '/knowledge', { title: 'Laundry', text: 'It is free.' });
  assert.equal(status, 400);
  assert.match(body.error.message, /“Laundry” is there already/);
  assert.deepEqual(await audited(), before);
  const [{ text }] = await opened.app.knowledge.search('What does laundry cost?', { limit: 1 });
  assert.match(text, /10,000/);
});

test('readers add and take away nothing; what is no text, or has no words, is told', async () => {
  assert.equal((await ask('POST', '/knowledge', { title: 'X', text: 'Y' }, reader)).status, 403);
  assert.equal((await ask('DELETE', '/knowledge/1', undefined, reader)).status, 403);
  assert.equal((await ask('POST', '/knowledge', { title: 'X', text: '  ' })).status, 400);
  assert.equal((await ask('POST', '/knowledge', { title: 'X', text: 'Y', url: 'javascript:alert(1)' })).status, 400);
  assert.equal((await ask('DELETE', '/knowledge/999999')).status, 404);
});

test('an ingest neither names nor removes what was added at the desk, and the desk removes nothing ingested', async () => {
  const { body: before } = await ask('GET', '/knowledge');
  await assert.rejects(opened.app.knowledge.remove('/nowhere'), /What was ingested: nothing/);
  await opened.app.database.query(
    `INSERT INTO knowledge_documents (origin, path, title, content_hash) VALUES ('/pages', 'a.md', 'A', 'x')`,
  );
  const [{ id }] = await opened.app.database.query<{ id: number }>(
    `SELECT id::int AS id FROM knowledge_documents WHERE origin = '/pages'`,
  );
  assert.equal((await ask('DELETE', `/knowledge/${id}`)).status, 404);
  assert.deepEqual((await ask('GET', '/knowledge')).body, before);
});
