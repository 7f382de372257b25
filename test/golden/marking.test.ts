import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { loadCounterExamples } from '../../src/golden/counter-examples.ts';
import { GoldenAnswerService } from '../../src/golden/golden-answer-service.ts';
import { LookupRecorder } from '../../src/golden/lookup-recorder.ts';
import { dot } from '../../src/matching/vectors.ts';
import type { Embedder } from '../../src/models/embedder.ts';
import { newAnswer } from '../support/golden-case.ts';
import { SILENT } from '../support/model-case.ts';
import { forgetNights } from '../support/night-case.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const EXACT = 'What is a KITAS?';
const MARKED = 'What does a KITAS mean?';
/** Cosines to MARKED: 0.98 and 0.89. */
const TWIN = 'What does the KITAS mean?';
const OTHER_WORDING = 'KITAS meaning and purpose';
const DOG = 'Can I bring my dog to the island?';

let opened: TestApp;
let golden: GoldenAnswerService;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.6' });
  golden = opened.app.golden;
});
after(() => opened.close());
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1 }));
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 2, answer: 'Dogs stay home.' }));
  await golden.updateClusterMapping(1, [{ text: EXACT, userId: 'a' }]);
  await golden.updateClusterMapping(2, [{ text: DOG, userId: 'a' }]);
  await golden.refresh();
});
// Lookups still to be written are those of the test that made them.
afterEach(() => golden.close());

const decision = async (question: string, service = golden) => {
  const { outcome, reason, cluster } = await service.lookupGoldenAnswer(question);
  return `${outcome} ${reason} ${cluster}`;
};
const mark = async (question: string) => golden.markWrong((await golden.lookupGoldenAnswer(question)).key);
const version = async () => (await opened.app.database.query('SELECT version FROM golden_state'))[0].version;

interface StoredCounterExample {
  cluster_id: number;
  normalised: string;
  text: string;
  embedding_model: string | null;
  has_vector: boolean;
}
const counterExamples = () =>
  opened.app.database.query<StoredCounterExample>(
    `SELECT cluster_id, normalised, text, embedding_model, embedding IS NOT NULL AS has_vector
     FROM counter_examples ORDER BY id`,
  );

test('a hit by the same words is never served so again once it is marked, and that at once', async () => {
  assert.equal(await decision(EXACT), 'hit same-words 1');
  assert.deepEqual(await mark(EXACT), { cluster: 1, counterExample: true });
  assert.equal(await decision('what is a kitas'), 'miss marked-wrong 1');
  assert.equal(await decision('What exactly is a KITAS?'), 'miss marked-wrong 1', 'a twin, which the matcher finds');
  assert.equal(await decision(DOG), 'hit same-words 2');
});

test('a hit of the matcher is never served again, nor its twins; others of its cluster are', async () => {
  const { embedder } = opened.app;
  const vector = await embedder.embed(MARKED);
  assert.ok(dot(vector, await embedder.embed(TWIN)) >= 0.9);
  assert.ok(dot(vector, await embedder.embed(OTHER_WORDING)) < 0.9);
  assert.equal(await decision(MARKED), 'hit similar 1');
  await mark(MARKED);
  assert.equal(await decision(MARKED), 'miss marked-wrong 1');
  assert.equal(await decision(TWIN), 'miss marked-wrong 1');
  assert.equal(await decision(OTHER_WORDING), 'hit similar 1');
});

test('the question that an answer was written for is not silenced by a mark of its twin, but by its own', async () => {
  const twin = 'What exactly is a KITAS?';
  assert.equal(await decision(twin), 'hit similar 1');
  await mark(twin);
  assert.equal(await decision(twin), 'miss marked-wrong 1');
  assert.equal(await decision('what is a kitas'), 'hit same-words 1');
  await mark(EXACT);
  assert.equal(await decision('what is a kitas'), 'miss marked-wrong 1');
});

test('what was marked is kept with its vector, for the night to learn from', async () => {
  await mark(EXACT);
  await mark('May I bring my dog to the island?');
  const { database, embedder } = opened.app;
  const rows = await counterExamples();
  assert.deepEqual(
    rows.map(({ cluster_id, normalised, embedding_model }) => [cluster_id, normalised, embedding_model]),
    [
      [1, 'what is a kitas', embedder.id],
      [2, 'may i bring my dog to the island', embedder.id],
    ],
  );
  const loaded = await loadCounterExamples(database, embedder.id);
  assert.deepEqual(loaded, [
    { text: EXACT, vector: await embedder.embed(EXACT), cluster: 1, language: 'en' },
    {
      text: 'May I bring my dog to the island?',
      vector: await embedder.embed('May I bring my dog to the island?'),
      cluster: 2,
      language: 'en',
    },
  ]);
  assert.deepEqual(await loadCounterExamples(database, 'another-model'), []);
});

test('marking again, or the same words of another lookup, changes nothing', async () => {
  const [one, other] = [await golden.lookupGoldenAnswer(EXACT), await golden.lookupGoldenAnswer('what is a KITAS')];
  await golden.markWrong(one.key);
  const marked = 'SELECT key, marked_wrong_at FROM lookups WHERE marked_wrong_at IS NOT NULL';
  const [before, raised] = [await opened.app.database.query(marked), await version()];
  await Promise.all([golden.markWrong(one.key), golden.markWrong(one.key)]);
  assert.deepEqual(await opened.app.database.query(marked), before);
  await golden.markWrong(other.key);
  assert.equal((await counterExamples()).length, 1);
  assert.equal(await version(), raised, 'other servers need not load anything');
});

test('many marks at once all hold', async () => {
  const questions = [EXACT, DOG, MARKED, OTHER_WORDING];
  const lookups = await Promise.all(questions.map((question) => golden.lookupGoldenAnswer(question)));
  await Promise.all(lookups.map(({ key }) => golden.markWrong(key)));
  for (const question of questions) assert.match(await decision(question), /marked-wrong/, question);
});

test('a key that nobody has, and a lookup that was no hit, are told apart', async () => {
  const unknown = '11111111-1111-4111-8111-111111111111';
  await assert.rejects(golden.markWrong(unknown), { code: 'not-found', message: /no lookup 11111111/ });
  await assert.rejects(mark('Which football club won in 1987?'), { code: 'not-found', message: /was a miss/ });
  await assert.rejects(mark('hello'), { code: 'not-found', message: /was a bypass/ });
  assert.deepEqual(await counterExamples(), []);
});

test('another server that runs learns of it by itself, and one that starts knows it', async () => {
  const running = await createAppAt(opened.location, { rule: 'fixed:0.6', refreshMs: 50 });
  try {
    await running.golden.connect();
    assert.equal(await decision(EXACT, running.golden), 'hit same-words 1');
    await mark(EXACT);
    await waitFor(
      async () => (await decision(EXACT, running.golden)) === 'miss marked-wrong 1',
      'the other server knows',
    );
    await opened.app.database.query('DELETE FROM counter_examples');
    await waitFor(async () => (await decision(EXACT, running.golden)) === 'hit same-words 1', 'it is taken back');
  } finally {
    await running.close();
  }
});

test('personal data in a marked question is kept nowhere', async () => {
  const question = 'What does KITAS mean, anna@example.com?';
  assert.match(await decision(question), /^hit similar/);
  await mark(question);
  assert.match(await decision(question), /^miss marked-wrong/);
  assert.match(await decision('what does kitas mean, ben@example.org'), /^miss marked-wrong/);
  const [{ text, has_vector }] = await counterExamples();
  assert.deepEqual([text, has_vector], ['What does KITAS mean, [email]?', true]);
  const rows = await opened.app.database.query(
    'SELECT to_jsonb(l) AS l, to_jsonb(c) AS c FROM lookups l, counter_examples c',
  );
  assert.ok(!JSON.stringify(rows).includes('anna@'));
});

test('a question that cannot be embedded is known by its words', async (t) => {
  const { database, embedder, detector } = opened.app;
  let broken = false;
  const fragile: Embedder = {
    id: embedder.id,
    dimensions: embedder.dimensions,
    waiting: 0,
    embed: (text, signal) => (broken ? Promise.reject(new Error('out of memory')) : embedder.embed(text, signal)),
    countTokens: (text) => embedder.countTokens(text),
    close: async () => undefined,
  };
  const recorder = new LookupRecorder(database, SILENT);
  const parts = { database, embedder: fragile, detector, recorder, log: SILENT, rule: 'fixed:0.6', refreshMs: 60_000 };
  const service = new GoldenAnswerService(parts);
  t.after(() => service.close());
  await service.refresh();
  const { key } = await service.lookupGoldenAnswer(EXACT);
  broken = true;
  await service.markWrong(key);
  assert.equal(await decision(EXACT, service), 'miss marked-wrong 1');
  assert.equal((await counterExamples())[0].has_vector, false);
  broken = false;
  assert.equal(await decision('What exactly is a KITAS?', service), 'hit similar 1');
  await service.publish({ mapping: [], lone: [] });
  assert.equal((await counterExamples())[0].has_vector, true, 'the night makes up for it');
});

test('after a change of the embedder a night makes the vectors of what was marked anew', async () => {
  await mark(EXACT);
  const { database, embedder } = opened.app;
  await database.query("UPDATE counter_examples SET embedding_model = 'old', embedding = '\\x00'");
  assert.deepEqual(await loadCounterExamples(database, embedder.id), []);
  await golden.refresh();
  assert.equal(await decision(EXACT), 'miss marked-wrong 1', 'its words are known all the same');
  await golden.publish({ mapping: [], lone: [] });
  const [{ vector }] = await loadCounterExamples(database, embedder.id);
  assert.deepEqual(vector, await embedder.embed(EXACT));
});

test('the questions of hits are forgotten after 30 days, the rows are not; a mark then only counts', async () => {
  const { database } = opened.app;
  const [old, fresh] = [await golden.lookupGoldenAnswer(MARKED), await golden.lookupGoldenAnswer(EXACT)];
  await opened.app.golden.close();
  await database.query("UPDATE lookups SET created_at = now() - interval '31 days' WHERE key = $1", [old.key]);
  assert.equal(await golden.forgetOldQuestions(), 1);
  assert.equal(await golden.forgetOldQuestions(), 0);
  const rows = await database.query(
    'SELECT key, question, normalised, embedding, embedding_model FROM lookups ORDER BY id',
  );
  assert.deepEqual(rows[0], { key: old.key, question: null, normalised: null, embedding: null, embedding_model: null });
  assert.deepEqual([rows[1].key, rows[1].question], [fresh.key, EXACT]);

  assert.deepEqual(await golden.markWrong(old.key), { cluster: 1, counterExample: false });
  const [{ marked_wrong_at }] = await database.query('SELECT marked_wrong_at FROM lookups WHERE key = $1', [old.key]);
  assert.ok(marked_wrong_at instanceof Date);
  assert.deepEqual(await counterExamples(), []);
});

test('old questions are found by an index', async () => {
  await opened.app.database.transaction(async (tx) => {
    await tx.query('SET LOCAL enable_seqscan = off');
    const plan = await tx.query(
      "EXPLAIN UPDATE lookups SET question = NULL WHERE question IS NOT NULL AND created_at < now() - interval '30 days'",
    );
    assert.match(JSON.stringify(plan), /idx_lookups_question/);
  });
});
