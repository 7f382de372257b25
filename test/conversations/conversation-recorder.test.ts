import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ConversationRecorder } from '../../src/conversations/conversation-recorder.ts';
import { ConversationService } from '../../src/conversations/conversation-service.ts';
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

test('one that cannot be stored is lost alone', async () => {
  for (const text of ['first', 'a\0b', 'second']) recorder.record(said(text));
  assert.equal(await recorder.flush(), true);
  assert.deepEqual(await saved(), ['first', 'second']);
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
