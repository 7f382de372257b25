import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { fromVectorBytes } from '../../src/database/vectors.ts';
import { type AskedQuestion, type LookupRecord, LookupRecorder } from '../../src/golden/lookup-recorder.ts';
import { SILENT } from '../support/model-case.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let database: Database;
let recorder: LookupRecorder;
before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});
after(() => opened.close());
beforeEach(async () => {
  await database.query('DELETE FROM lookups');
  recorder = new LookupRecorder(database, SILENT);
});

const VECTOR = Float32Array.of(0.6, 0.8);

function hit(question: string, vector?: Float32Array): LookupRecord {
  const asked: AskedQuestion = { question, vector, embeddingModel: 'm' };
  return { key: randomUUID(), outcome: 'hit', reason: 'similar', clusterId: 1, milliseconds: 1, at: new Date(), asked };
}

interface KeptRow {
  question: string | null;
  normalised: string | null;
  embedding: Buffer | null;
  embedding_model: string | null;
}
const kept = () =>
  database.query<KeptRow>('SELECT question, normalised, embedding, embedding_model FROM lookups ORDER BY id');

test('flushes that are asked for at once write every record once', async () => {
  const keys: string[] = [];
  for (let i = 0; i < 1_300; i++) {
    const record = hit(`question ${i}`);
    keys.push(record.key);
    recorder.record(record);
    if (i % 100 === 0) recorder.flush();
  }
  assert.deepEqual(await Promise.all([recorder.flush(), recorder.flush(), recorder.flush()]), [true, true, true]);
  const rows = await database.query<{ key: string }>('SELECT key FROM lookups');
  assert.deepEqual(rows.map(({ key }) => key).sort(), keys.sort());
});

test('a record that was written already, of which nothing was heard, is not written twice', async () => {
  const record = hit('question');
  recorder.record(record);
  await recorder.flush();
  recorder.record(record);
  recorder.record(hit('another'));
  assert.equal(await recorder.flush(), true);
  assert.equal((await kept()).length, 2);
});

test("a hit's question is kept with its normalised form and its vector", async () => {
  recorder.record(hit('What is a KITAS?', VECTOR));
  recorder.record(hit('same words'));
  await recorder.flush();
  const [similar, same] = await kept();
  assert.deepEqual(
    [similar.question, similar.normalised, fromVectorBytes(similar.embedding!), similar.embedding_model],
    ['What is a KITAS?', 'what is a kitas', VECTOR, 'm'],
  );
  assert.deepEqual(Object.values(same), ['same words', 'same words', null, null]);
});

test('personal data is kept neither in words nor in the vector', async () => {
  recorder.record(hit('What is a KITAS? Write to anna@example.com', VECTOR));
  await recorder.flush();
  assert.deepEqual(Object.values((await kept())[0]), [
    'What is a KITAS? Write to [email]',
    'what is a kitas? write to [email',
    null,
    null,
  ]);
});

test('of a question that was no hit nothing is kept', async () => {
  recorder.record({ key: randomUUID(), outcome: 'miss', reason: 'below-bar', milliseconds: 1, at: new Date() });
  await recorder.flush();
  assert.deepEqual(Object.values((await kept())[0]), [null, null, null, null]);
});

test('a question that PostgreSQL cannot store as it stands holds nothing up', async () => {
  for (const question of ['a\0b', 'half \ud83d']) recorder.record(hit(question));
  assert.equal(await recorder.flush(), true);
  assert.deepEqual(
    (await kept()).map(({ question }) => question),
    ['a b', 'half \ufffd'],
  );
});

test('with the database away nothing is lost, and flush says that it is not written', async () => {
  const postgres = await StoppablePostgres.open();
  const away = openDatabase(postgres.location, SILENT);
  try {
    const waiting = new LookupRecorder(away, SILENT);
    await postgres.stop();
    for (let i = 0; i < 700; i++) waiting.record(hit(`question ${i}`));
    assert.deepEqual(await Promise.all([waiting.flush(), waiting.flush()]), [false, false]);
    await postgres.start();
    while (!(await waiting.flush()));
    const rows = await away.query<{ question: string }>('SELECT question FROM lookups ORDER BY id');
    assert.deepEqual(
      rows.map(({ question }) => question),
      Array.from({ length: 700 }, (_, i) => `question ${i}`),
    );
  } finally {
    await away.close();
    await postgres.close();
  }
});
