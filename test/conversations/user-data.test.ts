import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportUser, forgetUserData } from '../../src/conversations/user-data.ts';
import { recordChange } from '../../src/desk/audit.ts';
import { eraseFromAudit } from '../../src/desk/erase-from-audit.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const ANNA = 'anna@example.com';
const BEN = 'ben@example.com';

let opened: TestApp;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.85' });
  const { conversations, golden, database } = opened.app;
  for (const [userId, content] of [
    [ANNA, 'What is a KITAS?'],
    [ANNA, 'my odd way to ask what a kitas might be'],
    [ANNA, 'my odd way to ask of my own kitap'],
    [BEN, 'What is a KITAS?'],
  ]) {
    const messages = [
      { role: 'user' as const, content },
      { role: 'assistant' as const, content: 'A permit.' },
    ];
    await conversations.save({ userId, messages, metadata: { outcome: 'miss' } });
    await conversations.save({ userId, messages: [{ role: 'user', content: 'thanks' }] });
  }
  await golden.saveGoldenAnswer({ ...newAnswer(), canonicalQuestion: 'my odd way to ask what a kitas might be' });
  await golden.updateClusterMapping(1, [
    { text: 'What is a KITAS?', userId: ANNA },
    { text: 'What is a KITAS?', userId: BEN },
    { text: 'my odd way to ask what a kitas might be', userId: ANNA },
  ]);
  await golden.refresh();
  await database.query(
    `INSERT INTO counter_examples (cluster_id, normalised, text) VALUES (1, 'my odd way to ask what a kitas might be', 'my odd way to ask what a kitas might be')`,
  );
});
after(() => opened.close());

const asked = async (question: string) => (await opened.app.golden.lookupGoldenAnswer(question)).reason;

describe("a user's data", () => {
  it('is exported whole, oldest first', async () => {
    const data = await exportUser(opened.app.database, ANNA);
    assert.equal(data.userId, ANNA);
    assert.equal(data.conversations.length, 6);
    assert.match(JSON.stringify(data), /my odd way/);
    assert.deepEqual((await exportUser(opened.app.database, 'nobody')).conversations, []);
  });

  it('is erased with what was learned from this user alone, and nothing of others', async () => {
    const { database, golden } = opened.app;
    await recordChange(database, {
      ...{ who: 'Ada', action: 'answer.edit', subject: { kind: 'answer', id: 1 } },
      before: { question: 'my odd way to ask what a kitas might be', answer: 'x' },
    });
    const words = 'my odd way to ask what a kitas might be';
    await recordChange(database, {
      ...{ who: 'Ada', action: 'phrasing.detach', subject: { kind: 'phrasing', id: 2 } },
      before: { phrasing: words, answer: 1 },
      after: { phrasing: words, answer: null },
    });
    await recordChange(database, {
      ...{ who: 'Ada', action: 'answer.write', subject: { kind: 'answer', id: 1 } },
      after: { question: 'What is a KITAS?', phrasings: ['kitas?', words] },
    });
    // Words that are no phrasing, but were marked.
    const marked = 'my odd way to ask of my own kitap';
    await recordChange(database, {
      ...{ who: 'Ada', action: 'mark.take-back', subject: { kind: 'answer', id: 1 } },
      before: { question: marked, served: false },
      after: { question: marked, served: false, silenced_by: [words, 'kitap?'] },
    });
    const forgotten = await forgetUserData(database, ANNA, eraseFromAudit);
    const audited = await database.query('SELECT after FROM desk_audit WHERE after IS NOT NULL ORDER BY id');
    assert.deepEqual(audited, [
      { after: { phrasing: '[erased]', answer: null } },
      { after: { question: 'What is a KITAS?', phrasings: ['kitas?', '[erased]'] } },
      { after: { question: '[erased]', served: false, silenced_by: ['[erased]', 'kitap?'] } },
    ]);
    assert.deepEqual(forgotten, { conversations: 6, phrasings: 1, keptQuestions: 1 });
    assert.deepEqual((await exportUser(database, ANNA)).conversations, []);
    assert.equal((await exportUser(database, BEN)).conversations.length, 2);
    for (const table of ['answer_versions', 'desk_audit', 'golden_answers', 'phrasings']) {
      const rows = await database.query(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      assert.doesNotMatch(JSON.stringify(rows), /my odd way/, table);
    }
    const mapped = await database.query('SELECT user_id, query_text FROM query_clusters');
    assert.deepEqual(mapped, [{ user_id: BEN, query_text: 'What is a KITAS?' }]);
    await golden.refresh();
    assert.equal(await asked('What is a KITAS?'), 'same-words');
  });

  it('leaves no text of theirs anywhere in the database', async () => {
    const { database } = opened.app;
    const columns = await database.query<{ table_name: string; column_name: string }>(
      `SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'jsonb', 'character varying')`,
    );
    assert.ok(columns.length > 20);
    for (const { table_name, column_name } of columns) {
      const [{ n }] = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM "${table_name}" WHERE "${column_name}"::text ILIKE '%my odd way%' OR "${column_name}"::text ILIKE '%anna@example%'`,
      );
      assert.equal(n, 0, `${table_name}.${column_name}`);
    }
  });

  it('is erased again without complaint, as is that of a user nobody knows', async () => {
    const nothing = { conversations: 0, phrasings: 0, keptQuestions: 0 };
    assert.deepEqual(await forgetUserData(opened.app.database, ANNA), nothing);
    assert.deepEqual(await forgetUserData(opened.app.database, "o'nobody; DROP TABLE conversations"), nothing);
  });

  it('is one and the same whatever the case of an e-mail address, but for names that are none', async () => {
    const { conversations, database } = opened.app;
    const say = (userId: string) => conversations.save({ userId, messages: [{ role: 'user', content: 'hello' }] });
    await say('Carla@Example.com');
    await say('carla@example.COM');
    await say('Carla');
    assert.equal((await conversations.recentTurns('CARLA@example.com')).length, 2);
    assert.equal((await exportUser(database, 'carla@Example.com')).conversations.length, 2);
    assert.equal((await forgetUserData(database, 'carlA@example.com')).conversations, 2);
    assert.equal((await forgetUserData(database, 'carla')).conversations, 0);
    assert.equal((await forgetUserData(database, 'Carla')).conversations, 1);
  });

  it('learned by hand in another case of the address is erased, too', async () => {
    const { golden, database } = opened.app;
    await golden.updateClusterMapping(1, [{ text: 'the permit of dora', userId: 'Dora@Example.com' }]);
    await forgetUserData(database, 'dora@example.com');
    assert.deepEqual(await database.query("SELECT 1 FROM query_clusters WHERE user_id ILIKE 'dora%'"), []);
  });
});
