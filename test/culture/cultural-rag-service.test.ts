import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CULTURAL_INTENTS } from '../../src/culture/cultural-intent.ts';
import { CulturalRagService } from '../../src/culture/cultural-rag-service.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let culture: CulturalRagService;
before(async () => {
  opened = await openTestDatabase();
  culture = new CulturalRagService(opened.database, () => new Date('2026-12-01T08:00:00Z'));
});
after(() => opened.close());

const chunksFor = (message: string, earlierTurns = 2, language?: string) =>
  culture.getCulturalContext({ message, earlierTurns, language });
const topicsFor = async (...asked: Parameters<typeof chunksFor>) =>
  (await chunksFor(...asked)).map((chunk) => chunk.topic);

const TOPICS = [
  ...['bureaucracy_patience', 'face_saving', 'flexible_expectations', 'greetings', 'hierarchy', 'language_barriers'],
  ...['meeting_etiquette', 'ramadan_business', 'relationship_capital', 'tri_hita_karana'],
];

test('the database can be reached', () => culture.connect());

test('the library has ten topics, each in English and Indonesian', async () => {
  const chunks = await culture.all();
  for (const language of ['en', 'id'])
    assert.deepEqual(
      chunks
        .filter((chunk) => chunk.language === language)
        .map((chunk) => chunk.topic)
        .sort(),
      TOPICS,
    );
  assert.equal(chunks.length, 20);
});

test('every chunk has an intent, and only intents and stages that there are', async () => {
  for (const { topic, intents, stages } of await culture.all()) {
    assert.ok(intents.length > 0, topic);
    for (const intent of intents) assert.ok((CULTURAL_INTENTS as readonly string[]).includes(intent), intent);
    for (const stage of stages) assert.ok(['opening', 'middle', 'closing'].includes(stage), stage);
  }
});

for (const [message, ...topics] of [
  ['Hello!', 'greetings'],
  ['Buongiorno', 'greetings'],
  ['om swastiastu', 'greetings'],
  ['I am waiting for weeks now', 'bureaucracy_patience', 'flexible_expectations'],
  ['la pratica è in ritardo', 'bureaucracy_patience', 'flexible_expectations'],
  ['give me an exact date', 'flexible_expectations'],
  ['Why do they say tidak apa-apa?', 'face_saving'],
  ['Life in BALI', 'tri_hita_karana'],
  ['what do I wear to the ceremony?', 'tri_hita_karana'],
  ['who is more senior, and how do I address him?', 'hierarchy'],
  ['I have a meeting tomorrow', 'meeting_etiquette', 'hierarchy'],
  ['everybody is fasting', 'ramadan_business'],
  ['my new business partner', 'relationship_capital'],
  ['thank you, goodbye', 'relationship_capital'],
  ['nobody here speaks English, I did not understand', 'language_barriers'],
] as const) {
  test(`"${message}" calls for ${topics.join(' and ')}`, async () =>
    assert.deepEqual(await topicsFor(message), topics));
}

test('the first message of a conversation calls for greetings and trust, a later one does not', async () => {
  assert.deepEqual(await topicsFor('Ciao!', 0), ['greetings', 'relationship_capital']);
  assert.deepEqual(await topicsFor('I need help', 0), ['greetings', 'relationship_capital']);
  assert.deepEqual(await topicsFor('I need help', 2), []);
});

test('at most two chunks are given unless more are asked for', async () => {
  const context = { message: 'hello, waiting, tidak apa-apa in Bali', earlierTurns: 0 };
  assert.equal((await culture.getCulturalContext(context)).length, 2);
  assert.equal((await culture.getCulturalContext(context, 4)).length, 4);
});

test('an Indonesian gets the Indonesian chunk, an Italian the English one', async () => {
  const languageFor = async (message: string, language: string) =>
    (await chunksFor(message, 0, language)).map((chunk) => chunk.language);
  assert.deepEqual(await languageFor('Selamat pagi', 'id'), ['id', 'id']);
  assert.deepEqual(await languageFor('Buongiorno', 'it'), ['en', 'en']);
});

test('a chunk that an operator adds in another language is given to those who speak it', async (t) => {
  t.after(() => opened.database.query("DELETE FROM cultural_knowledge WHERE language = 'it'"));
  await opened.database.query(
    `INSERT INTO cultural_knowledge (topic, content, language, intents, stages)
     VALUES ('greetings', 'Si saluta con calma.', 'it', '{greeting}', '{opening}')`,
  );
  const [chunk] = await chunksFor('Buongiorno', 0, 'it');
  assert.equal(chunk.content, 'Si saluta con calma.');
});

test('an aborted question reads nothing', async () => {
  const reason = new Error('gone');
  const context = { message: 'hello', earlierTurns: 0 };
  await assert.rejects(culture.getCulturalContext(context, 2, AbortSignal.abort(reason)), reason);
});

test('chunks become a part of a prompt, none become nothing', async () => {
  const chunks = await chunksFor('hello');
  const prompt = culture.buildCulturalPromptInjection(chunks);
  assert.ok(prompt.endsWith(`\n- ${chunks[0].content} (${chunks[0].whenToUse}.)`), prompt);
  assert.equal(culture.buildCulturalPromptInjection([]), '');
});

test('the dates of Ramadan are told with it, and with nothing else', async () => {
  const prompt = culture.buildCulturalPromptInjection(await chunksFor('everybody is fasting'));
  assert.match(prompt, /Today is 1 December 2026\. Ramadan 1448 is from 8 February 2027 to 8 March 2027/);
  assert.doesNotMatch(culture.buildCulturalPromptInjection(await chunksFor('hello')), /Ramadan|Today/);
});

test('uses that are counted at once are all counted', async () => {
  const [chunk] = await culture.all();
  await Promise.all(Array.from({ length: 10 }, () => culture.trackUsage(chunk.id)));
  const [row] = await opened.database.query<{ usage_count: number }>(
    "SELECT usage_count FROM cultural_knowledge_usage WHERE topic = 'greetings' AND language = 'en'",
  );
  assert.equal(row.usage_count, 10);
});

const versionsOf = (chunkId: number) =>
  opened.database.query('SELECT content, replaced_by FROM cultural_versions WHERE chunk_id = $1 ORDER BY id', [
    chunkId,
  ]);

test('a rewritten chunk keeps every text before and its count; the same text writes nothing', async () => {
  const [chunk] = await culture.all();
  assert.equal(await culture.rewrite(chunk, 'New text.', 'anthropic:writer'), true);
  const [second] = await culture.all();
  assert.equal(await culture.rewrite(second, 'New text.', 'anthropic:writer'), false);
  assert.equal(await culture.rewrite(second, 'Newer text.', 'openai:writer'), true);
  assert.deepEqual(await versionsOf(chunk.id), [
    { content: chunk.content, replaced_by: 'anthropic:writer' },
    { content: 'New text.', replaced_by: 'openai:writer' },
  ]);
  const [row] = await opened.database.query<{ content: string; metadata: object }>(
    'SELECT content, metadata FROM cultural_knowledge WHERE id = $1',
    [chunk.id],
  );
  assert.deepEqual(row, { content: 'Newer text.', metadata: { usage_count: 10, previous_content: 'New text.' } });
});

test('a chunk that somebody changed after it was read is left alone', async () => {
  const chunk = (await culture.all())[1];
  await opened.database.query("UPDATE cultural_knowledge SET content = 'A person wrote this.' WHERE id = $1", [
    chunk.id,
  ]);
  assert.equal(await culture.rewrite(chunk, 'A model wrote this.', 'anthropic:writer'), false);
  assert.equal((await culture.all())[1].content, 'A person wrote this.');
  assert.deepEqual(await versionsOf(chunk.id), []);
});

test('the versions of a chunk go with it', async () => {
  const chunk = (await culture.all())[0];
  await opened.database.query('DELETE FROM cultural_knowledge WHERE id = $1', [chunk.id]);
  assert.deepEqual(await versionsOf(chunk.id), []);
});
