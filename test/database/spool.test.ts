import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { ConversationRecorder } from '../../src/conversations/conversation-recorder.ts';
import { ConversationService } from '../../src/conversations/conversation-service.ts';
import { exportUser, forgetUserData } from '../../src/conversations/user-data.ts';
import { LookupRecorder, lookupSpool } from '../../src/golden/lookup-recorder.ts';
import { SILENT } from '../support/model-case.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let conversations: ConversationService;
before(async () => {
  opened = await openTestDatabase();
  conversations = new ConversationService(opened.database);
});
after(() => opened.close());
beforeEach(async () => {
  for (const table of ['spool', 'conversations', 'lookups']) await opened.database.query(`DELETE FROM ${table}`);
});

const count = async (table: string) =>
  (await opened.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0].n;

const said = (i: number, question = `question ${i}`) => ({
  key: `key-${i}`,
  userId: `user-${i % 10}`,
  question,
  answer: 'A limited stay permit.',
  metadata: { outcome: 'hit', cluster: 4, follow_up: false, cost: undefined },
  at: new Date(Date.UTC(2026, 9, 6, 12, 0, 0, i)),
});
const many = (length: number) => Array.from({ length }, (_, i) => said(i));

test('what was put down is entered as if it had been written at once', async () => {
  await conversations.spool.put(many(3));
  assert.equal(await count('conversations'), 0);
  assert.equal(await conversations.spool.enterNext(), true);
  assert.equal(await conversations.spool.enterNext(), false);
  const [first] = await conversations.ofUser('user-0');
  assert.deepEqual(first, {
    messages: [
      { role: 'user', content: 'question 0' },
      { role: 'assistant', content: 'A limited stay permit.' },
    ],
    metadata: { outcome: 'hit', cluster: 4, follow_up: false },
    createdAt: said(0).at,
  });
  assert.equal(await count('spool'), 0);
});

test('what is entered a second time changes nothing', async () => {
  await conversations.spool.put(many(5));
  await conversations.spool.put(many(5));
  await conversations.spool.enterAll();
  assert.equal(await count('conversations'), 5);
});

test('two that enter at once enter everything once', async () => {
  for (let i = 0; i < 6; i++) await conversations.spool.put([said(2 * i), said(2 * i + 1)]);
  await Promise.all([conversations.spool.enterAll(), new ConversationService(opened.database).spool.enterAll()]);
  assert.deepEqual([await count('conversations'), await count('spool')], [12, 0]);
});

test('what PostgreSQL cannot store is not put down', async () => {
  assert.equal(await conversations.spool.put([said(1), said(2, 'a\0b')]), false);
  assert.equal(await count('spool'), 0);
});

test('a row that its table does not take is lost alone, and so is a pack that cannot be read', async () => {
  const lost: unknown[] = [];
  const lose = (error: unknown) => void lost.push(error);
  const tooLong = { ...said(700), key: randomBytes(8_000).toString('hex') };
  await conversations.spool.put(many(1_200).with(700, tooLong));
  await opened.database.query("INSERT INTO spool (kind, rows) VALUES ('conversations', '{')");
  await conversations.spool.put([said(1_200)]);
  while (await conversations.spool.enterNext({ lose }));
  assert.deepEqual([await count('conversations'), await count('spool'), lost.length], [1_200, 0, 2]);
});

test('what is put down after the end that was asked for is not waited for', async () => {
  await conversations.spool.put(many(1));
  const upTo = await conversations.spool.end();
  await conversations.spool.put(many(2));
  assert.deepEqual(
    [await conversations.spool.enterNext({ upTo }), await conversations.spool.enterNext({ upTo })],
    [true, false],
  );
  assert.equal(await count('spool'), 1);
});

test('after a rush what was put down is entered while rows go on to come, fewer of them', async () => {
  const recorder = new ConversationRecorder(conversations, SILENT);
  const record = (rows: number) => {
    for (let i = 0; i < rows; i++) recorder.record({ ...said(0), key: crypto.randomUUID() });
  };
  for (let i = 0; i < 40; i++) {
    record(150);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const later = setInterval(() => record(30), 50);
  try {
    await waitFor(async () => (await count('spool')) > 0, 'some are put down');
    await waitFor(async () => (await count('spool')) === 0, 'they are entered');
  } finally {
    clearInterval(later);
    await recorder.flush();
  }
});

test('what an earlier process has put down is entered by the next without being asked', async () => {
  await conversations.spool.put(many(20));
  const recorder = new ConversationRecorder(conversations, SILENT);
  await waitFor(async () => (await count('conversations')) === 20, 'they are entered');
  await recorder.close();
});

test('a reader sees what was put down: the night, an export', async () => {
  await conversations.spool.put(many(20));
  const window = { from: new Date('2026-10-06'), until: new Date('2026-10-07') };
  assert.equal((await Array.fromAsync(conversations.questions(window))).length, 20);
  await conversations.spool.put(many(30).slice(20));
  assert.equal((await exportUser(opened.database, 'user-3')).conversations.length, 3);
});

test('who is forgotten is forgotten in what was put down, too', async () => {
  await conversations.spool.put(many(20));
  assert.equal((await forgetUserData(opened.database, 'user-3')).conversations, 2);
  assert.deepEqual([await count('spool'), await count('conversations')], [0, 18]);
});

test('in a rush rows are put down, and afterwards they are entered without being asked for', async () => {
  const recorder = new ConversationRecorder(conversations, SILENT);
  let recorded = 0;
  const rush = async () => {
    for (const exchange of many(250)) recorder.record({ ...exchange, key: crypto.randomUUID() });
    recorded += 250;
    return (await count('spool')) > 0;
  };
  await waitFor(rush, 'something is put down');
  await waitFor(async () => (await count('conversations')) === recorded, 'all is entered');
  assert.equal(await count('spool'), 0);
});

test('a flush has everything in its table, and a recorder that closes leaves nothing behind but what is put down', async () => {
  const recorder = new ConversationRecorder(conversations, SILENT);
  for (const exchange of many(3_000)) recorder.record({ ...exchange, key: crypto.randomUUID() });
  assert.equal(await recorder.flush(), true);
  assert.deepEqual([await count('conversations'), await count('spool')], [3_000, 0]);
  for (const exchange of many(3_000)) recorder.record({ ...exchange, key: crypto.randomUUID() });
  await recorder.close();
  await new ConversationRecorder(conversations, SILENT).flush();
  assert.deepEqual([await count('conversations'), await count('spool')], [6_000, 0]);
});

test("lookups are put down with their question's vector", async () => {
  const recorder = new LookupRecorder(opened.database, SILENT);
  const vector = Float32Array.of(0.6, 0.8);
  for (let i = 0; i < 2_000; i++) {
    const asked = { question: `question ${i}`, vector, embeddingModel: 'm' };
    const about = { clusterId: 1, probability: 0.97, milliseconds: 0.5, at: said(i).at, asked };
    recorder.record({ key: crypto.randomUUID(), outcome: 'hit', reason: 'similar', ...about });
  }
  await recorder.flush();
  await lookupSpool(opened.database).enterAll();
  const rows = await opened.database.query(
    `SELECT count(*)::int AS n, count(DISTINCT question)::int AS questions, count(embedding)::int AS vectors,
       min(probability) AS probability, max(created_at) AS last FROM lookups`,
  );
  assert.deepEqual(rows, [{ n: 2_000, questions: 2_000, vectors: 2_000, probability: 0.97, last: said(1_999).at }]);
});
