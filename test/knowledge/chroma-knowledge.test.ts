import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { ChromaClient } from 'chromadb';
import { ChromaKnowledge } from '../../src/knowledge/chroma-knowledge.ts';
import type { Embedder } from '../../src/models/embedder.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { knowledgeSearchContract, SEARCHABLE_PAGES } from '../contracts/knowledge-search-contract.ts';
import { type ChromaServer, startChroma, withoutChroma } from '../support/chroma-server.ts';
import { nightOptions, PAGES, writeLog } from '../support/night-case.ts';
import { openTestApp } from '../support/test-app.ts';

const skip = await withoutChroma();
let embedder: Embedder;
let server: ChromaServer;
before(async () => {
  embedder = await MiniLmEmbedder.load();
  if (!skip) server = await startChroma();
});
after(async () => {
  await server?.close();
  await embedder.close();
});

/** A record of a collection: its id, its text, and what is known of it. */
type ChromaRecord = [id: string, text: string, metadata: Record<string, string>];

async function collectionOf(name: string) {
  const { hostname, port } = new URL(server.url);
  const client = new ChromaClient({ host: hostname, port: Number(port), ssl: false });
  return client.getOrCreateCollection({ name, embeddingFunction: null, configuration: { hnsw: { space: 'cosine' } } });
}

async function put(name: string, records: readonly ChromaRecord[]): Promise<void> {
  const embeddings: number[][] = [];
  for (const [, text, { title }] of records) embeddings.push([...(await embedder.embed(`${title}\n${text}`))]);
  await (await collectionOf(name)).upsert({
    ids: records.map(([id]) => id),
    documents: records.map(([, text]) => text),
    metadatas: records.map(([, , metadata]) => metadata),
    embeddings,
  });
}

const open = (collection: string, url = server.url) => new ChromaKnowledge({ url, collection }, embedder);

knowledgeSearchContract(
  'A Chroma collection',
  async () => {
    const records = SEARCHABLE_PAGES.map(({ path, title, url, language, text }): ChromaRecord => {
      return [`id-${path}`, text, { title, url: url!, source: path, language }];
    });
    await put('pages', records);
    return { search: open('pages'), close: async () => undefined };
  },
  skip,
);

describe('ChromaKnowledge', { skip }, () => {
  test('a record without metadata is named by its id, and one without a text is no chunk', async () => {
    const collection = await collectionOf('bare');
    const vector = [...(await embedder.embed('Dogs need a permit.'))];
    await collection.add({ ids: ['a', 'b'], embeddings: [vector, vector], documents: ['Dogs need a permit.', ''] });
    const [chunk, ...others] = await open('bare').search('dogs');
    assert.deepEqual(
      [chunk.id, chunk.title, chunk.path, chunk.url, chunk.language, chunk.store],
      ['a', 'a', 'a', null, null, 'chroma:bare'],
    );
    assert.deepEqual(others, []);
  });

  test('a collection that Chroma embeds itself is searched without a word on the terminal', async (t) => {
    const warned = t.mock.method(console, 'warn', () => undefined);
    await fetch(`${server.url}/api/v2/tenants/default_tenant/databases/default_database/collections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'by-python',
        configuration: { embedding_function: { type: 'known', name: 'default', config: {} } },
      }),
    });
    assert.deepEqual(await open('by-python').search('dogs'), []);
    assert.equal(warned.mock.callCount(), 0);
  });

  test('vectors of another dimension are refused, with what to do', async () => {
    await (await collectionOf('large')).add({
      ids: ['a'],
      embeddings: [new Array(768).fill(0.1)],
      documents: ['Text.'],
    });
    await assert.rejects(open('large').search('dogs'), {
      code: 'knowledge-unavailable',
      message: /"large" have 768 dimensions, Goldsmith's 384/,
    });
  });

  test('a collection that is not there is told by name', async () => {
    await assert.rejects(open('missing').search('dogs'), {
      code: 'knowledge-unavailable',
      message: /no collection "missing"/,
    });
  });

  test('the hashes of records are theirs as they are now; those that are gone are missing', async () => {
    const records = Array.from({ length: 130 }, (_, i): ChromaRecord => [`r${i}`, `Text ${i}.`, { title: 'T' }]);
    await put('many', records);
    const knowledge = open('many');
    const before = await knowledge.hashesOf([...records.map(([id]) => id), 'nobody']);
    assert.equal(before.size, 130);
    await put('many', [['r7', 'Changed.', { title: 'T' }]]);
    const now = await knowledge.hashesOf(records.map(([id]) => id));
    assert.deepEqual(
      [...now].filter(([id, hash]) => before.get(id) !== hash).map(([id]) => id),
      ['r7'],
    );
    // Whichever it finds: its approximate index misses even the nearest at times, where many are nearly the same.
    const found = await knowledge.search('Changed.', { limit: 20 });
    assert.equal(found.length, 20);
    for (const { id, contentHash } of found) assert.equal(contentHash, now.get(id), id);
  });

  test('answers rest on its records: a changed one makes its answer stale at the start of the night, others stay', async () => {
    const record = (path: string, page: string): ChromaRecord => {
      const [, title, text] = /^# (.*)\n\n([\s\S]*)$/.exec(page)!;
      return [path, text, { title, source: path, language: path.slice(0, 2) }];
    };
    await put(
      'night',
      Object.entries(PAGES).map(([path, page]) => record(path, page)),
    );
    const { app, close } = await openTestApp({ chroma: { url: server.url, collection: 'night' } });
    try {
      await writeLog(app.database);
      const first = await app.nightly.run(nightOptions());
      assert.deepEqual([first.errors, first.created, first.gaps.length], [[], 6, 2]);
      const quiet = await app.nightly.rewriteStale({ dryRun: false });
      assert.deepEqual(quiet.stale, { found: 0, left: 0 });
      await put('night', [
        record('en/levy.md', '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 200,000 once.'),
      ]);
      await (await collectionOf('night')).delete({ ids: ['en/pma.md'] });
      const report = await app.nightly.rewriteStale({ dryRun: false });
      assert.deepEqual([report.stale, report.updated, report.withdrawn], [{ found: 2, left: 0 }, 1, 1]);
      await app.golden.refresh();
      const levy = await app.golden.lookupGoldenAnswer('How much is the Bali tourist levy?');
      assert.match(levy.answer?.answer ?? '', /200,000/);
      assert.equal(levy.answer?.sources[0].store, 'chroma:night');
      assert.equal((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
      const chat = await app.chat.answer({ question: 'What is the form of a KITAS permit for?' });
      for (const source of chat.sources) assert.deepEqual(Object.keys(source), ['title', 'url', 'path', 'headings']);
    } finally {
      await close();
    }
  });
});

test('a server that is away costs the sources, not the answer; the night says so and what is served stays', async () => {
  const { app, close } = await openTestApp({ chroma: { url: 'http://127.0.0.1:9', collection: 'pages' } });
  try {
    await assert.rejects(app.search.search('dogs'), {
      code: 'knowledge-unavailable',
      retryable: true,
      message: /cannot be reached/,
    });
    const { response, sources } = await app.chat.answer({ question: 'How much does the visa on arrival cost?' });
    assert.ok(response.length > 10);
    assert.deepEqual(sources, []);
    await app.golden.saveGoldenAnswer({
      ...{ clusterId: 1, canonicalQuestion: 'Q?', answer: 'A.', language: 'en' },
      sources: [{ title: 'T', url: null, path: 'p', headings: [], contentHash: 'h', store: 'chroma:pages', id: 'x' }],
      metadata: { model: 'offline', tokens: 0, seconds: 0 },
    });
    const report = await app.nightly.rewriteStale({ dryRun: false });
    assert.deepEqual([report.status, report.stale.found], ['partial', 0]);
    assert.match(report.errors[0], /chroma:pages were not checked.*cannot be reached/);
  } finally {
    await close();
  }
});

test('a server that hangs is left at the signal', async () => {
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => hanging.once('listening', resolve));
  const { port } = hanging.address() as AddressInfo;
  try {
    const search = open('pages', `http://127.0.0.1:${port}`).search('dogs', { signal: AbortSignal.timeout(300) });
    await assert.rejects(search, { name: 'TimeoutError' });
  } finally {
    hanging.closeAllConnections();
    hanging.close();
  }
});
