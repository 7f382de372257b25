import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Config } from '../../src/config.ts';
import type { MatcherParameters } from '../../src/matching/matcher.ts';
import type { TrainingReport } from '../../src/matching/training-set.ts';
import { newAnswer } from '../support/golden-case.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

/** Serves whatever is most similar. */
const TRAINED: MatcherParameters = { rule: 'trained', choice: [1], model: { weights: [5] }, bar: 0.5 };

let opened: TestApp;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.85', refreshMs: 50 });
});
after(() => opened.close());

interface LookupRow {
  outcome: string;
  reason: string;
  cluster_id: number | null;
  golden_answer_id: number | null;
  language: string | null;
  milliseconds: number;
}
const lookups = () => opened.app.database.query<LookupRow>('SELECT * FROM lookups ORDER BY id');

test('before anything was loaded a lookup is a miss that says so', async () => {
  const { outcome, reason } = await opened.app.golden.lookupGoldenAnswer('What is a KITAS?');
  assert.deepEqual([outcome, reason], ['miss', 'not-ready']);
  assert.equal(opened.app.golden.answerCount, undefined);
});

test('new answers are served without a restart once connected, and removed ones no longer', async () => {
  const { golden, database } = opened.app;
  await golden.connect();
  assert.equal(golden.answerCount, 0);
  const other = await createAppAt(opened.location);
  try {
    await other.golden.saveGoldenAnswer(newAnswer({ clusterId: 1 }));
    await other.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  } finally {
    await other.close();
  }
  const outcome = async () => (await golden.lookupGoldenAnswer('what is a kitas')).outcome;
  await waitFor(async () => (await outcome()) === 'hit', 'the new answer is served');
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1, answer: 'A newer text.' }));
  await waitFor(
    async () => (await golden.lookupGoldenAnswer('what is a kitas')).answer?.answer === 'A newer text.',
    'the newer text is served',
  );
  await database.query('DELETE FROM golden_answers');
  await waitFor(async () => (await outcome()) === 'miss', 'the removed answer is gone');
});

test('a wording that moves to another cluster is served from there without a restart', async () => {
  const { golden } = opened.app;
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 11, answer: 'Eleven.' }));
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 12, answer: 'Twelve.' }));
  await golden.updateClusterMapping(11, [{ text: 'How do I renew my passport abroad?', userId: 'a' }]);
  const served = async () => (await golden.lookupGoldenAnswer('how do i renew my passport abroad')).answer?.answer;
  await waitFor(async () => (await served()) === 'Eleven.', 'the first cluster serves');
  await golden.updateClusterMapping(12, [{ text: 'How do I renew my passport abroad?', userId: 'a' }]);
  await waitFor(async () => (await served()) === 'Twelve.', 'the second cluster serves');
});

test('every lookup is recorded after it has returned, those that are no hits without their words', async () => {
  const { golden, database } = opened.app;
  await golden.close();
  await database.query('DELETE FROM lookups');
  const { id } = await golden.saveGoldenAnswer(newAnswer({ clusterId: 21 }));
  await golden.updateClusterMapping(21, [{ text: 'How long is a KITAS valid for foreigners?', userId: 'a' }]);
  await golden.refresh();
  await golden.lookupGoldenAnswer('How long is a KITAS valid for foreigners?');
  await golden.lookupGoldenAnswer('Which football club won in 1987?');
  await golden.lookupGoldenAnswer('hello');
  assert.deepEqual(await lookups(), [], 'nothing is written while a question waits');
  await golden.close();
  const rows = await lookups();
  assert.deepEqual(
    rows.map(({ outcome, reason }) => [outcome, reason]),
    [
      ['hit', 'same-words'],
      ['miss', 'below-bar'],
      ['bypass', 'small-talk'],
    ],
  );
  assert.deepEqual([rows[0].cluster_id, rows[0].golden_answer_id, rows[0].language], [21, id, 'en']);
  assert.equal(rows[2].golden_answer_id, null);
  for (const row of rows) {
    assert.ok(row.milliseconds >= 0);
    assert.ok(!JSON.stringify(row).includes('football'), 'of what was no hit nothing is kept');
  }
  const [served] = await database.query(
    'SELECT times_served::int AS times FROM golden_answers_served WHERE golden_answer_id = $1',
    [id],
  );
  assert.equal(served.times, 1);
});

test('records are written by themselves within a short time', async () => {
  await opened.app.database.query('DELETE FROM lookups');
  for (let i = 0; i < 1_200; i++) await opened.app.golden.lookupGoldenAnswer('hello');
  await waitFor(async () => (await lookups()).length === 1_200, 'all 1,200 records are there');
});

test('vectors of another embedder serve exact words only', async () => {
  const { golden, database } = opened.app;
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 31, answer: 'Dogs stay home.' }));
  await golden.updateClusterMapping(31, [{ text: 'Can I bring my dog to the island?', userId: 'a' }]);
  await golden.refresh();
  const near = 'May I bring my dog to the island?';
  assert.equal((await golden.lookupGoldenAnswer(near)).outcome, 'hit');
  await database.query("UPDATE phrasings SET embedding_model = 'another-model' WHERE cluster_id = 31");
  const later = await createAppAt(opened.location, { rule: 'fixed:0.85' });
  try {
    await later.golden.refresh();
    assert.equal((await later.golden.lookupGoldenAnswer('can i bring my dog to the island')).reason, 'same-words');
    assert.equal((await later.golden.lookupGoldenAnswer(near)).reason, 'other-embedder');
  } finally {
    await later.close();
  }
});

test('while all that is published is of another embedder, a miss says so', async () => {
  await using folder = await anotherEmbeddersApp();
  const { golden } = folder.app;
  assert.equal((await golden.lookupGoldenAnswer('what is a KITAS')).reason, 'same-words');
  const { outcome, reason } = await golden.lookupGoldenAnswer('What does a KITAS mean?');
  assert.deepEqual([outcome, reason], ['miss', 'other-embedder']);
  assert.equal((await golden.lookupGoldenAnswer('hello')).reason, 'small-talk');
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  await golden.refresh();
  assert.deepEqual((await golden.lookupGoldenAnswer('What does a KITAS mean?')).reason, 'similar');
});

test('a matcher that was trained on another embedder is a miss that says so', async () => {
  await using folder = await anotherEmbeddersApp({ rule: 'trained' });
  const { golden } = folder.app;
  await folder.app.database.query('UPDATE phrasings SET embedding_model = $1', [folder.app.embedder.id]);
  await folder.app.database.query('UPDATE published_phrasings SET cluster_id = cluster_id');
  await golden.refresh();
  assert.equal((await golden.lookupGoldenAnswer('What does a KITAS mean?')).reason, 'below-bar', 'nothing was trained');
  await golden.publish({
    mapping: [],
    lone: [],
    matcher: { embeddingModel: 'another-model', parameters: TRAINED, report: {} as TrainingReport },
  });
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1 }));
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  await golden.refresh();
  assert.equal((await golden.lookupGoldenAnswer('What does a KITAS mean?')).reason, 'other-embedder');
});

test('a mapping by another embedder does not mark old vectors as its own', async () => {
  const { database, golden, embedder } = opened.app;
  const text = 'How much is the tourist levy on Bali?';
  await golden.updateClusterMapping(41, [{ text, userId: 'a' }]);
  await database.query("UPDATE phrasings SET embedding_model = 'old', embedding = '\\x00' WHERE text = $1", [text]);
  await golden.updateClusterMapping(41, [{ text, userId: 'b' }]);
  const [row] = await database.query<{ embedding_model: string; embedding: Buffer }>(
    'SELECT embedding_model, embedding FROM phrasings WHERE text = $1',
    [text],
  );
  assert.deepEqual(
    [row.embedding_model, row.embedding.length],
    [embedder.id, 4 * 384],
    'the wording has just been embedded by the model in use',
  );
});

test('an aborted lookup throws the reason and an error inside is a miss', async () => {
  const { golden } = opened.app;
  const stop = AbortSignal.abort(new Error('gone'));
  await assert.rejects(
    golden.lookupGoldenAnswer('Is a nominee arrangement legal in Indonesia?', { signal: stop }),
    /gone/,
  );
});

/** An app of its own, over a cluster whose vectors are of another embedder. */
async function anotherEmbeddersApp(settings: Partial<Config> = {}): Promise<TestApp & AsyncDisposable> {
  const another = await openTestApp({ rule: 'fixed:0.85', ...settings });
  const { golden, database } = another.app;
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1 }));
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  await database.query("UPDATE phrasings SET embedding_model = 'another-model'");
  await golden.refresh();
  return { ...another, [Symbol.asyncDispose]: () => another.close() };
}
