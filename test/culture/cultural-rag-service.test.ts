import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CulturalRagService } from '../../src/culture/cultural-rag-service.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let culture: CulturalRagService;
before(async () => {
  opened = await openTestDatabase();
  culture = new CulturalRagService(opened.database);
});
after(() => opened.close());

const topicsFor = async (message: string, opening = false, language?: string) =>
  (await culture.getCulturalContext({ message, opening, language })).map((chunk) => chunk.topic);

test('the database can be reached', () => culture.connect());

for (const greeting of ['Hello!', 'Buongiorno', 'Selamat pagi kak', 'om swastiastu']) {
  test(`"${greeting}" calls for the chunk on greetings`, async () =>
    assert.deepEqual(await topicsFor(greeting), ['greetings']));
}

test('the first message of a conversation calls for greetings, a later one does not', async () => {
  assert.deepEqual(await topicsFor('I need help', true), ['greetings']);
  assert.deepEqual(await topicsFor('I need help', false), []);
});

for (const complaint of ['I am waiting for weeks now', 'la pratica è in ritardo', 'kok lama sekali']) {
  test(`"${complaint}" calls for patience with offices`, async () =>
    assert.deepEqual(await topicsFor(complaint), ['bureaucracy_patience']));
}

test('what a message names comes before what its place calls for, and at most two chunks are given', async () => {
  assert.deepEqual(await topicsFor('Why do they say tidak apa-apa?', true), ['face_saving', 'greetings']);
  assert.equal((await topicsFor('hello, waiting, tidak apa-apa in Bali', true)).length, 2);
});

test('a trigger written in capitals, or inside of another word, is a trigger only as a word', async () => {
  assert.ok((await topicsFor('Life in BALI')).includes('tri_hita_karana'));
  assert.deepEqual(await topicsFor('That is pure verbalism'), []);
});

test('a trigger that somebody stored with capitals is found', async (t) => {
  t.after(() =>
    opened.database.query("UPDATE cultural_knowledge SET trigger_keyword = 'bali' WHERE topic = 'tri_hita_karana'"),
  );
  await opened.database.query("UPDATE cultural_knowledge SET trigger_keyword = 'Bali' WHERE topic = 'tri_hita_karana'");
  assert.deepEqual(await topicsFor('Life in Bali'), ['tri_hita_karana']);
});

test('a chunk in the language of the message comes first', async (t) => {
  t.after(() => opened.database.query("DELETE FROM cultural_knowledge WHERE language = 'it'"));
  await opened.database.query(
    "INSERT INTO cultural_knowledge (topic, content, trigger_keyword, language) VALUES ('saluti', 'Si saluta con calma.', 'greeting', 'it')",
  );
  assert.deepEqual(await topicsFor('Buongiorno', true, 'it'), ['saluti', 'greetings']);
});

test('chunks become a part of a prompt, none become nothing', async () => {
  const chunks = await culture.getCulturalContext({ message: 'hello', opening: true });
  assert.ok(culture.buildCulturalPromptInjection(chunks).includes(chunks[0].content));
  assert.equal(culture.buildCulturalPromptInjection([]), '');
});

test('uses that are counted at once are all counted', async () => {
  const [chunk] = await culture.all();
  await Promise.all(Array.from({ length: 10 }, () => culture.trackUsage(chunk.id)));
  const [row] = await opened.database.query<{ usage_count: number }>(
    "SELECT usage_count FROM cultural_knowledge_usage WHERE topic = 'greetings'",
  );
  assert.equal(row.usage_count, 10);
});

test('a rewritten chunk keeps its old text and its count; the same text writes nothing', async () => {
  const [chunk] = await culture.all();
  assert.equal(await culture.rewrite(chunk, 'New text.'), true);
  assert.equal(await culture.rewrite(chunk, 'New text.'), false);
  const [row] = await opened.database.query<{ content: string; metadata: object }>(
    'SELECT content, metadata FROM cultural_knowledge WHERE id = $1',
    [chunk.id],
  );
  assert.deepEqual(row, { content: 'New text.', metadata: { usage_count: 10, previous_content: chunk.content } });
});
