import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { ConversationRecorder } from '../../src/conversations/conversation-recorder.ts';
import { ConversationService } from '../../src/conversations/conversation-service.ts';
import { exportUser, forgetUserData } from '../../src/conversations/user-data.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { SILENT } from '../support/model-case.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let recorder: ConversationRecorder;
before(async () => {
  opened = await openTestDatabase();
});
after(() => opened.close());
beforeEach(async () => {
  await opened.database.query('DELETE FROM conversations');
  recorder = new ConversationRecorder(new ConversationService(opened.database), SILENT);
});

const said = (question: string) => ({
  key: crypto.randomUUID(),
  userId: 'anna',
  question,
  answer: 'Yes.',
  metadata: {},
});
const saved = async () =>
  (
    await opened.database.query<{ text: string }>(
      "SELECT messages->0->>'content' AS text FROM conversations ORDER BY created_at, id",
    )
  ).map(({ text }) => text);

test('what is recorded is written, in its order and at its time', async () => {
  recorder.record(said('first'));
  recorder.record(said('second'));
  assert.equal(await recorder.flush(), true);
  assert.deepEqual(await saved(), ['first', 'second']);
});

test('what PostgreSQL cannot store of a text is replaced', async () => {
  recorder.record({ ...said('a\0b \ud800'), userId: 'an\0na' });
  assert.equal(await recorder.flush(), true);
  assert.deepEqual(await saved(), ['a b \ufffd']);
  assert.equal((await new ConversationService(opened.database).recentTurns('an\0na')).length, 2);
});

test('one that cannot be stored is lost alone', async () => {
  const key = randomBytes(8_000).toString('hex');
  for (let i = 0; i < 400; i++) recorder.record(i === 123 ? { ...said('too long a key'), key } : said(`question ${i}`));
  assert.equal(await recorder.flush(), true);
  assert.equal((await saved()).length, 399);
});

test('in a rush, too: the rest is written, and nothing is held up', async () => {
  const key = randomBytes(8_000).toString('hex');
  for (let i = 0; i < 60; i++) {
    for (let j = 0; j < 100; j++) recorder.record({ ...said('a question'), ...(i === 40 && j === 7 ? { key } : {}) });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(await recorder.flush(), true);
  assert.equal((await saved()).length, 5_999);
  assert.deepEqual(await opened.database.query('SELECT 1 FROM spool'), []);
});

test('a user with a name of any length is one user, whose data can be exported and erased', async () => {
  const userId = randomBytes(4_000).toString('hex');
  recorder.record({ ...said('of a long name'), userId });
  assert.equal(await recorder.flush(), true);
  assert.equal((await exportUser(opened.database, userId)).conversations.length, 1);
  assert.equal((await forgetUserData(opened.database, userId)).conversations, 1);
});

test('waiting for what a user said does not wait for what others say meanwhile', async () => {
  const flood = setInterval(() => {
    for (let i = 0; i < 100; i++) recorder.record(said('again'));
  }, 5);
  try {
    await new Promise((resolve) => setTimeout(resolve, 500));
    recorder.record({ ...said('mine'), userId: 'ben' });
    await recorder.settle('ben', AbortSignal.timeout(60_000));
    const turns = await new ConversationService(opened.database).recentTurns('ben');
    assert.deepEqual(turns[0], { role: 'user', content: 'mine' });
    await recorder.settle('nobody', AbortSignal.abort());
    await assert.rejects(recorder.settle('anna', AbortSignal.abort(new Error('too long'))), /too long/);
  } finally {
    clearInterval(flood);
    await recorder.flush();
  }
});

test('with the database away nothing is lost, and flush says that it is not written', async () => {
  const postgres = await StoppablePostgres.open();
  const away = openDatabase(postgres.location, SILENT);
  try {
    const waiting = new ConversationRecorder(new ConversationService(away), SILENT);
    await postgres.stop();
    waiting.record(said('meanwhile'));
    assert.equal(await waiting.flush(), false);
    await postgres.start();
    while (!(await waiting.flush()));
    const rows = await away.query("SELECT 1 FROM conversations WHERE user_id = 'anna'");
    assert.equal(rows.length, 1);
  } finally {
    await away.close();
    await postgres.close();
  }
});
