import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let folder: TempFolder;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());
beforeEach(async () => {
  await folder?.remove();
  folder = await makeTempFolder({
    'kitas.md': `# KITAS\n\n${long('first')}\n\n${long('second')}\n\n${long('third')}`,
    'tax.md': '# Tax\n\nThe rate is 22%.',
  });
  await opened.app.database.query('DELETE FROM knowledge_documents');
});
after(() => folder.remove());

/** A paragraph of some 250 tokens. */
function long(name: string): string {
  return Array.from({ length: 25 }, (_, i) => `The ${name} paragraph says in sentence ${i} what it says.`).join(' ');
}

interface ChunkRow {
  path: string;
  position: number;
  text: string;
  language: string | null;
  embedding_model: string;
  content_hash: string;
}

async function chunks(): Promise<ChunkRow[]> {
  return opened.app.database.query<ChunkRow>(
    `SELECT d.path, c.position, c.text, c.language, c.embedding_model, c.content_hash
     FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document_id ORDER BY d.path, c.position`,
  );
}

const ingest = () => opened.app.knowledge.ingest(folder.path);
async function dump(): Promise<unknown> {
  const { database } = opened.app;
  return [
    await database.query('SELECT * FROM knowledge_documents ORDER BY id'),
    await database.query('SELECT * FROM knowledge_chunks ORDER BY id'),
  ];
}

test('a folder becomes documents and chunks, each with the model that made its vector', async () => {
  const report = await ingest();
  assert.deepEqual(report, {
    documents: 2,
    changed: 2,
    removed: 0,
    chunks: 4,
    embedded: 4,
    stale: 0,
    unreadable: [],
    omitted: [],
    copies: [],
  });
  const rows = await chunks();
  assert.deepEqual(
    rows.map(({ path, position }) => [path, position]),
    [
      ['kitas.md', 0],
      ['kitas.md', 1],
      ['kitas.md', 2],
      ['tax.md', 0],
    ],
  );
  for (const row of rows) {
    assert.equal(row.embedding_model, opened.app.embedder.id);
    assert.equal(row.language, 'en');
  }
});

test('ingesting again embeds nothing and writes nothing', async () => {
  await ingest();
  const before = await dump();
  assert.deepEqual(await ingest(), {
    documents: 2,
    changed: 0,
    removed: 0,
    chunks: 4,
    embedded: 0,
    stale: 0,
    unreadable: [],
    omitted: [],
    copies: [],
  });
  assert.deepEqual(await dump(), before);
});

test('a changed paragraph embeds its own chunk only', async () => {
  await ingest();
  const before = await chunks();
  await folder.write('kitas.md', `# KITAS\n\n${long('first')}\n\n${long('changed')}\n\n${long('third')}`);
  const report = await ingest();
  assert.deepEqual([report.changed, report.embedded], [1, 1]);
  const now = await chunks();
  assert.deepEqual(
    now.map((row, i) => row.content_hash === before[i].content_hash),
    [true, false, true, true],
  );
  assert.match(now[1].text, /changed/);
});

test('a paragraph put before the others embeds only itself', async () => {
  await ingest();
  await folder.write(
    'kitas.md',
    `# KITAS\n\n${long('new')}\n\n${long('first')}\n\n${long('second')}\n\n${long('third')}`,
  );
  const report = await ingest();
  assert.deepEqual([report.changed, report.chunks, report.embedded], [1, 5, 1]);
});

test('documents that are no longer there go, with their chunks', async () => {
  await ingest();
  await rm(join(folder.path, 'kitas.md'));
  assert.equal((await ingest()).removed, 1);
  assert.deepEqual(
    (await chunks()).map((row) => row.path),
    ['tax.md'],
  );
});

test('documents of another folder stay', async () => {
  await ingest();
  await using other = await makeTempFolder({ 'tax.md': 'Another page on tax.' });
  assert.equal((await opened.app.knowledge.ingest(other.path)).removed, 0);
  assert.equal((await chunks()).length, 5);
});

test('a document that can no longer be read stays as it was, and is told', async () => {
  await ingest();
  const before = await chunks();
  await folder.write('tax.md', new Uint8Array([0, 1, 2]));
  const report = await ingest();
  assert.deepEqual(
    report.unreadable.map(({ place }) => place),
    ['tax.md'],
  );
  assert.equal(report.removed, 0);
  assert.deepEqual(await chunks(), before);
});

test('a line of JSONL that can no longer be read does not lose its document', async () => {
  const lines = ['{"title":"One","text":"First."}', '{"title":"Two","text":"Second."}'];
  await folder.write('pages.jsonl', lines.join('\n'));
  await ingest();
  await folder.write('pages.jsonl', [lines[0], lines[1].slice(0, 20)].join('\n'));
  const report = await ingest();
  assert.equal(report.unreadable.length, 1);
  assert.equal(report.removed, 0);
  assert.ok((await chunks()).some((row) => row.path === 'pages.jsonl#Two'));
});

test('a changed title or address is a change, and the address alone embeds nothing', async () => {
  await folder.write('page.jsonl', '{"title":"Page","text":"Some text.","url":"https://x/1","language":"en"}');
  await ingest();
  await folder.write('page.jsonl', '{"title":"Page","text":"Some text.","url":"https://x/1","language":"it"}');
  const report = await ingest();
  assert.deepEqual([report.changed, report.embedded, report.removed], [1, 0, 0]);
  assert.equal((await chunks()).find((row) => row.path.startsWith('page'))?.language, 'it');
});

test('vectors of another model are made again', async () => {
  await ingest();
  await opened.app.database.query("UPDATE knowledge_chunks SET embedding_model = 'another'");
  const report = await ingest();
  assert.deepEqual([report.changed, report.embedded], [2, 4]);
  assert.ok((await chunks()).every((row) => row.embedding_model === opened.app.embedder.id));
});

test('a missing path removes nothing', async () => {
  await ingest();
  await assert.rejects(opened.app.knowledge.ingest(join(folder.path, 'missing')), { code: 'bad-input' });
  assert.equal((await chunks()).length, 4);
});

test('an ingest that is stopped keeps the documents it has and removes none', async () => {
  await ingest();
  await folder.write('a-new.md', 'New text.');
  const stop = new AbortController();
  const stopped = opened.app.knowledge.ingest(folder.path, {
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await assert.rejects(stopped, /enough/);
  assert.equal((await chunks()).length, 5);
});

test('a document in a language that is not configured is found all the same', async () => {
  await folder.write('jp.jsonl', '{"title":"ビザ","text":"ビザの延長は三十日です。","language":"jp-long-name"}');
  await ingest();
  const found = await opened.app.knowledge.search('ビザの延長', { limit: 10 });
  assert.ok(found.some((chunk) => chunk.path.startsWith('jp')));
});

test('a part of what was read before is not read a second time, nor is what lies around it', async () => {
  await ingest();
  const before = await dump();
  const isRefused = (path: string, told: RegExp) =>
    assert.rejects(opened.app.knowledge.ingest(path), (error) => {
      assert.ok(error instanceof GoldsmithError && error.code === 'bad-input');
      assert.match(error.message, told);
      return true;
    });
  await isRefused(join(folder.path, 'tax.md'), /is part of .* Ingest that again/);
  await isRefused(dirname(folder.path), /goldsmith ingest --remove/);
  assert.deepEqual(await dump(), before);
});

test('the same documents from elsewhere are told, and what was read from a place can be taken away', async () => {
  await ingest();
  await using copy = await makeTempFolder({
    'tax.md': '# Tax\n\nThe rate is 22%.',
    'new.md': '# New\n\nAnother page.',
  });
  assert.deepEqual((await opened.app.knowledge.ingest(copy.path)).copies, [{ origin: folder.path, documents: 1 }]);
  await folder.remove();
  assert.equal((await opened.app.knowledge.remove(folder.path)).removed, 2);
  assert.deepEqual(
    (await chunks()).map(({ path }) => path),
    ['new.md', 'tax.md'],
  );
  await assert.rejects(opened.app.knowledge.remove(folder.path), (error) => {
    assert.ok(error instanceof GoldsmithError && error.code === 'bad-input');
    assert.ok(error.message.includes(copy.path), 'the message names what was ingested');
    return true;
  });
});
