import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const PAGES: Record<string, string> = {
  'en/pets.md':
    '# Bringing pets\n\nDogs and cats cannot simply be brought to the island. Quarantine rules are strict because of rabies.',
  'en/tax.md': '# Corporate tax\n\nCompanies pay 22% on their profit. The annual return is due at the end of April.',
  'en/levy.md': '# Tourist levy\n\nEvery visitor pays IDR 150,000 once. The form is called Zx-17 Love.',
  'en/lease.md': '# Leasehold\n\nA lease of land usually runs 25 to 30 years. A notary writes the contract.',
  'it/pets.md':
    "# Portare animali\n\nCani e gatti non possono essere portati liberamente sull'isola. Le regole di quarantena sono severe per via della rabbia.",
  'it/tax.md':
    '# Imposta sulle società\n\nLe società pagano il 22% sugli utili. La dichiarazione annuale scade a fine aprile.',
  'id/pets.md':
    '# Membawa hewan\n\nAnjing dan kucing tidak boleh begitu saja dibawa ke pulau. Aturan karantina ketat karena rabies.',
  'id/tax.md': '# Pajak badan\n\nPerusahaan membayar 22% dari laba. Laporan tahunan paling lambat akhir April.',
};

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
});
after(() => opened.close());

const pathsFor = async (question: string, language?: string, limit = 5) =>
  (await opened.app.knowledge.search(question, { language, limit })).map((chunk) => chunk.path);

for (const [language, byWords, byMeaning] of [
  ['en', 'quarantine rabies', 'May I take my puppy with me on the flight?'],
  ['it', 'quarantena rabbia', 'Posso portare il mio gatto con me?'],
  ['id', 'karantina rabies', 'Bolehkah saya membawa kucing saya?'],
]) {
  test(`a page is found by its words and by its meaning (${language})`, async () => {
    assert.equal((await pathsFor(byWords, language))[0], `${language}/pets.md`);
    assert.equal((await pathsFor(byMeaning, language))[0], `${language}/pets.md`);
  });
}

test('a rare code that no vector knows is found by its words', async () => {
  assert.equal((await pathsFor('Zx-17'))[0], 'en/levy.md');
});

test('only pages in the language asked for are found, where there are any', async () => {
  for (const language of ['en', 'it', 'id']) {
    const paths = await pathsFor('tax rate 22%', language, 10);
    assert.ok(paths.length > 0);
    assert.ok(
      paths.every((path) => path.startsWith(`${language}/`)),
      paths.join(),
    );
  }
});

test('a language without any page searches all of them', async () => {
  assert.ok((await pathsFor('corporate tax', 'de')).length > 0);
});

test('without a language all pages are searched', async () => {
  const languages = new Set((await pathsFor('22% tax pajak imposta', undefined, 8)).map((path) => path.slice(0, 2)));
  assert.deepEqual([...languages].sort(), ['en', 'id', 'it']);
});

test('at most as many chunks as asked for are found, each once, and the same ones each time', async () => {
  const first = await opened.app.knowledge.search('tax and pets', { limit: 3 });
  assert.equal(first.length, 3);
  assert.equal(new Set(first.map((chunk) => chunk.id)).size, 3);
  assert.deepEqual(await opened.app.knowledge.search('tax and pets', { limit: 3 }), first);
});

test('a found chunk says where it stands', async () => {
  const [chunk] = await opened.app.knowledge.search('rabies quarantine', { language: 'en', limit: 1 });
  assert.equal(chunk.title, 'Bringing pets');
  assert.deepEqual(chunk.headings, [], 'the title is not said twice');
  assert.equal(chunk.url, null);
  assert.equal(chunk.language, 'en');
  assert.match(chunk.text, /Quarantine rules/);
  assert.match(chunk.contentHash, /^[0-9a-f]{64}$/);
});

for (const question of [
  '',
  '???',
  "it's & a | b ! (c) :* <-> 'd'",
  '\\',
  '%',
  'a'.repeat(8_000),
  'the and of',
  "'; DROP TABLE knowledge_chunks; --",
  '🙂',
]) {
  test(`a search for ${JSON.stringify(question.slice(0, 30))} is answered`, async () => {
    const found = await opened.app.knowledge.search(question, { language: 'en', limit: 2 });
    assert.ok(found.length <= 2);
  });
}

test('a search that is aborted throws the reason', async () => {
  await assert.rejects(opened.app.knowledge.search('tax', { signal: AbortSignal.abort(new Error('gone')) }), /gone/);
});

test('chunks of another model are found by words, never compared by meaning', async (t) => {
  const { database } = opened.app;
  await database.query("UPDATE knowledge_chunks SET embedding_model = 'another' WHERE language = 'en'");
  t.after(() => database.query('UPDATE knowledge_chunks SET embedding_model = $1', [opened.app.embedder.id]));
  assert.equal((await pathsFor('leasehold notary', 'en'))[0], 'en/lease.md');
  assert.deepEqual(await pathsFor('puppy', 'en'), []);
});

const KB = fileURLToPath(new URL('../../../shared/data/nuzantara_kb/kb.jsonl', import.meta.url));

test('a real knowledge base is ingested and its pages found by their own sentences', {
  skip: !existsSync(KB) && 'no shared/data/nuzantara_kb here',
}, async () => {
  const documents = (await readFile(KB, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { path: string; text: string })
    .filter(({ text }) => text.length <= 8_000) // Some have 600,000 characters, which take a minute to embed.
    .slice(0, 12);
  const lines = documents.map(({ path, text }) => JSON.stringify({ title: path, text }));
  await using folder = await makeTempFolder({ 'kb.jsonl': lines.join('\n') });
  const { knowledge } = opened.app;
  const report = await knowledge.ingest(folder.path);
  assert.equal(report.documents + report.unreadable.length, 12);
  assert.equal((await knowledge.ingest(folder.path)).embedded, 0);
  const sizes = await opened.app.database.query<{ tokens: number }>(
    "SELECT c.tokens FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document_id WHERE d.path LIKE 'kb.jsonl#%'",
  );
  const tooLarge = sizes.filter(({ tokens }) => tokens > 400);
  assert.ok(
    tooLarge.length <= sizes.length * 0.02,
    `${tooLarge.length} of ${sizes.length} chunks have more than 400 tokens, up to ${Math.max(...sizes.map(({ tokens }) => tokens))}`,
  );
  let found = 0;
  const readable = documents.filter(({ text }) => !text.includes('\0'));
  assert.ok(report.documents >= readable.length);
  for (const { path, text } of readable) {
    const middle = text
      .slice(text.length / 2)
      .replace(/\s+/g, ' ')
      .slice(20, 220);
    if ((await knowledge.search(middle, { limit: 5 })).some((chunk) => chunk.title === path)) found++;
  }
  assert.ok(
    found >= 0.9 * readable.length,
    `${found} of ${readable.length} pages were found by 200 characters of their own`,
  );
});
