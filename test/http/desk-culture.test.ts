import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { IntelStore } from '../../src/intel/intel-store.ts';
import { askDesk, DESK_TOKENS, type DeskVisitor, enterDesk } from '../support/desk-requests.ts';
import { CLASSIFICATION } from '../support/intel-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const { adminToken: ADMIN, readerToken: READER } = DESK_TOKENS;

let opened: TestApp;
let server: TestServer;
let wayan: DeskVisitor;
let made: DeskVisitor;
let reader: DeskVisitor;
before(async () => {
  opened = await openTestApp({ desk: DESK_TOKENS });
  server = await openTestServer(opened.app);
  wayan = await enterDesk(server.url, ADMIN, 'Wayan');
  made = await enterDesk(server.url, ADMIN, 'Made');
  reader = await enterDesk(server.url, READER, 'Ketut');
});
after(async () => {
  await server.close();
  await opened.close();
});

const ask = (method: string, path: string, body?: unknown, who = wayan) => askDesk(server.url, who, method, path, body);

const auditOf = async (id: number) => (await ask('GET', `/audit?subject=culture&subject_id=${id}`)).body.changes;

test('a chunk is changed, told with its versions, and taken back; each is written down with before and after', async () => {
  const { body: list } = await ask('GET', '/culture');
  assert.equal(list.chunks.length, 20);
  const [chunk] = list.chunks;
  assert.deepEqual([chunk.version, chunk.held, chunk.changed_by], [1, false, null]);
  const change = { version: 1, content: ' Said \n anew. ', trigger_keyword: chunk.trigger_keyword, when_to_use: ' ' };
  const { status, body: edited } = await ask('PUT', `/culture/${chunk.id}`, change);
  assert.equal(status, 200);
  const { content, when_to_use, version, held, changed_by } = edited.chunk;
  assert.deepEqual([content, when_to_use, version, held, changed_by], ['Said anew.', null, 2, true, 'Wayan']);
  assert.deepEqual(
    edited.versions.map(({ version, writer }: { version: number; writer: string }) => [version, writer]),
    [
      [2, 'Wayan'],
      [1, null],
    ],
  );
  assert.ok(edited.versions[0].diff.some(({ kind }: { kind: string }) => kind === 'added'));
  const { body: restored } = await ask('POST', `/culture/${chunk.id}/restore`, { version: 2, to: 1 }, made);
  assert.deepEqual(
    [restored.chunk.content, restored.chunk.when_to_use, restored.chunk.version, restored.chunk.changed_by],
    [chunk.content, chunk.when_to_use, 3, 'Made'],
  );
  const changes = await auditOf(chunk.id);
  assert.deepEqual(
    changes.map((row: { who: string; action: string }) => [row.who, row.action]),
    [
      ['Made', 'culture.restore'],
      ['Wayan', 'culture.edit'],
    ],
  );
  assert.deepEqual([changes[1].before.content, changes[1].after.content], [chunk.content, 'Said anew.']);
});

test('of two who save, the second is told what stands there now, and overwrites nothing', async () => {
  const { body } = await ask('GET', '/culture');
  const { id, version, trigger_keyword, when_to_use } = body.chunks[1];
  const text = { version, trigger_keyword, when_to_use };
  await ask('PUT', `/culture/${id}`, { ...text, content: 'First.' }, made);
  const { status, body: refused } = await ask('PUT', `/culture/${id}`, { ...text, content: 'Second.' });
  assert.deepEqual([status, refused.error.code], [409, 'conflict']);
  const { content, changed_by } = refused.error.current;
  assert.deepEqual([content, changed_by], ['First.', 'Made']);
  assert.match(refused.error.message, /Made/);
  assert.equal((await ask('GET', `/culture/${id}`)).body.chunk.content, 'First.');
  assert.equal((await auditOf(id)).length, 1);
});

test('no night rewrites what a person wrote, until that person gives it back', async () => {
  const { culture } = opened.app;
  const { body } = await ask('GET', '/culture');
  const { id, version, trigger_keyword, when_to_use } = body.chunks[2];
  const text = { content: 'By hand.', trigger_keyword, when_to_use };
  await ask('PUT', `/culture/${id}`, { ...text, version });
  const held = (await culture.all()).find((chunk) => chunk.id === id)!;
  assert.ok(!(await culture.rewritable()).some((chunk) => chunk.id === id));
  assert.equal(await culture.rewrite(held, 'By a model.', 'anthropic:writer'), false);
  const { body: given } = await ask('PUT', `/culture/${id}`, { ...text, version: version + 1, held: false });
  assert.deepEqual([given.chunk.version, given.chunk.held], [version + 1, false], 'the text is the same');
  assert.equal(await culture.rewrite(held, 'By a model.', 'anthropic:writer'), true);
  const { body: now } = await ask('GET', `/culture/${id}`);
  assert.deepEqual([now.chunk.version, now.chunk.changed_by], [version + 2, 'anthropic:writer']);
});

test('what changes nothing makes no version and no row', async () => {
  const { body } = await ask('GET', '/culture');
  const { id, version, content, trigger_keyword, when_to_use, held } = body.chunks[5];
  const { body: same } = await ask('PUT', `/culture/${id}`, { version, content, trigger_keyword, when_to_use, held });
  assert.equal(same.chunk.version, version);
  assert.deepEqual(await auditOf(id), []);
});

test('documents are found by topic, priority, audience, actionability and their words', async () => {
  const store = new IntelStore(opened.app.database);
  const document = (n: number) => ({
    ...{ title: `Title ${n} of 100%`, content: `Content ${n}`, url: null, source: 'news.example' },
    published_at: new Date(Date.UTC(2026, 9, n)),
  });
  const by = { ...CLASSIFICATION, priority: 'high', target_audience: 'investors', actionability: 'act' } as const;
  for (let n = 1; n <= 6; n++)
    await store.save(document(n), { ...by, confidence: 'high', topic: n % 2 ? 'tax' : 'visas', model: 'offline' });
  await store.save(document(7), {
    ...by,
    ...{ confidence: 'low', priority: 'low', target_audience: 'tourists', actionability: 'watch', model: 'offline' },
    summary: 'About dolphins.',
  });
  const found = async (query: string) => {
    const { body } = await ask('GET', `/intel${query}`);
    return [body.total, body.documents.map(({ title }: { title: string }) => Number(/\d+/.exec(title)![0]))];
  };
  assert.deepEqual(await found(''), [7, [7, 6, 5, 4, 3, 2, 1]]);
  assert.deepEqual(await found('?topic=visas'), [3, [6, 4, 2]]);
  assert.deepEqual(await found('?priority=low'), [1, [7]]);
  assert.deepEqual(await found('?audience=tourists'), [1, [7]]);
  assert.deepEqual(await found('?actionability=act&topic=tax'), [3, [5, 3, 1]]);
  assert.deepEqual(await found('?search=DOLPHIN'), [1, [7]]);
  assert.deepEqual(await found('?search=100%25'), [7, [7, 6, 5, 4, 3, 2, 1]]);
  assert.deepEqual(await found('?search=1_0'), [0, []]);
  assert.deepEqual(await found('?limit=2&page=2'), [7, [5, 4]]);
  const { body } = await ask('GET', '/intel?topic=visas');
  assert.equal(body.classified, 7);
  assert.ok(body.topics.includes('tax') && body.audiences.includes('tourists'));
});

test('the audit is filtered and turned page by page, and tells who and what there is', async () => {
  const { body: all } = await ask('GET', '/audit');
  assert.deepEqual(all.people, ['Made', 'Wayan']);
  assert.deepEqual(all.actions, ['culture.edit', 'culture.restore']);
  const ids = all.changes.map(({ id }: { id: number }) => id);
  assert.deepEqual(
    ids,
    ids.toSorted((a: number, b: number) => b - a),
  );
  const { body: first } = await ask('GET', '/audit?limit=2');
  const { body: second } = await ask('GET', `/audit?limit=2&before_id=${first.next}`);
  assert.deepEqual(
    [...first.changes, ...second.changes].map(({ id }: { id: number }) => id),
    ids.slice(0, 4),
  );
  const { body: mades } = await ask('GET', '/audit?who=Made&action=culture.edit');
  assert.deepEqual([mades.changes.length, mades.next], [1, null]);
  assert.equal((await ask('GET', '/audit?to=2020-01-01')).body.changes.length, 0);
});

test('a reader sees all three and changes nothing', async () => {
  for (const path of ['/culture', '/culture/1', '/intel', '/audit'])
    assert.equal((await ask('GET', path, undefined, reader)).status, 200, path);
  const text = { content: 'x', trigger_keyword: null, when_to_use: null };
  assert.equal((await ask('PUT', '/culture/1', { version: 1, ...text }, reader)).status, 403);
  assert.equal((await ask('POST', '/culture/1/restore', { version: 1, to: 1 }, reader)).status, 403);
});

const TEXT = { content: 'x', trigger_keyword: null, when_to_use: null };
for (const [method, path, body, status] of [
  ['GET', '/culture/999', undefined, 404],
  ['GET', '/culture/x', undefined, 400],
  ['PUT', '/culture/999', { version: 1, ...TEXT }, 404],
  ['PUT', '/culture/1', { version: 1, ...TEXT, content: '  ' }, 400],
  ['PUT', '/culture/1', { version: 1, ...TEXT, content: 'half \ud800' }, 400],
  ['PUT', '/culture/1', { ...TEXT }, 400],
  ['POST', '/culture/8/restore', { version: 1, to: 99 }, 404],
  ['GET', '/intel?priority=whatever', undefined, 400],
  ['GET', '/audit?from=yesterday', undefined, 400],
] as const) {
  test(`${method} ${path} ${JSON.stringify(body) ?? ''} is refused: ${status}`, async () =>
    assert.equal((await ask(method, path, body)).status, status));
}
