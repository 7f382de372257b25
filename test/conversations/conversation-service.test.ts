import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  ConversationService,
  type LoggedQuestion,
  type TimeWindow,
} from '../../src/conversations/conversation-service.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let conversations: ConversationService;
before(async () => {
  opened = await openTestDatabase();
  conversations = new ConversationService(opened.database);
});
after(() => opened.close());
beforeEach(() => opened.database.query('DELETE FROM conversations'));

const WEEK: TimeWindow = { from: new Date('2026-10-05T00:00:00Z'), until: new Date('2026-10-12T00:00:00Z') };

async function questionsOf(window = WEEK): Promise<LoggedQuestion[]> {
  return Array.fromAsync(conversations.questions(window));
}

const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });
const textsOf = async (window?: TimeWindow) => (await questionsOf(window)).map((question) => question.text);

test('a saved conversation gives its user messages as questions, with user and time', async () => {
  const createdAt = new Date('2026-10-06T08:30:00.250Z');
  await conversations.save({ userId: 'anna', messages: [user('What is a KITAS?'), assistant('A permit.')], createdAt });
  const [{ conversationId, ...asked }, ...others] = await questionsOf();
  assert.deepEqual(asked, { userId: 'anna', text: 'What is a KITAS?', askedAt: createdAt, hasHistory: false });
  assert.deepEqual([typeof conversationId, others.length], ['string', 0]);
});

test('only the first user message of a conversation has no history', async () => {
  const messages = [
    { role: 'system' as const, content: 's' },
    assistant('Hi!'),
    user('one'),
    assistant('a'),
    user('two'),
    user('three'),
  ];
  await conversations.save({ userId: 'anna', messages, createdAt: WEEK.from });
  assert.deepEqual(
    (await questionsOf()).map(({ text, hasHistory }) => [text, hasHistory]),
    [
      ['one', false],
      ['two', true],
      ['three', true],
    ],
  );
});

test('a conversation marked as a follow-up has history from its first message on', async () => {
  await conversations.save({ messages: [user('and how much?')], metadata: { follow_up: true }, createdAt: WEEK.from });
  await conversations.save({
    messages: [user('how much is it?')],
    metadata: { follow_up: false },
    createdAt: WEEK.from,
  });
  assert.deepEqual(
    (await questionsOf()).map((question) => question.hasHistory),
    [true, false],
  );
});

test('users who are unknown count as one per conversation', async () => {
  for (const text of ['one', 'two'])
    await conversations.save({ messages: [user(text), user('more')], createdAt: WEEK.from });
  const ids = (await questionsOf()).map((question) => question.userId);
  assert.equal(ids[0], ids[1]);
  assert.equal(ids[2], ids[3]);
  assert.notEqual(ids[0], ids[2]);
});

test('a window begins with its first moment and ends before its last', async () => {
  const times = [
    '2026-10-04T23:59:59.999Z',
    '2026-10-05T00:00:00Z',
    '2026-10-11T23:59:59.999Z',
    '2026-10-12T00:00:00Z',
  ];
  for (const at of times) await conversations.save({ messages: [user(at)], createdAt: new Date(at) });
  assert.deepEqual(await textsOf(), [times[1], times[2]]);
});

test('windows that meet give each question once', async () => {
  for (let hour = 0; hour < 48; hour++) {
    await conversations.save({
      messages: [user(`q${hour}`)],
      createdAt: new Date(WEEK.from.getTime() + hour * 3_600_000),
    });
  }
  const middle = new Date(WEEK.from.getTime() + 24 * 3_600_000);
  const both = [
    ...(await textsOf({ from: WEEK.from, until: middle })),
    ...(await textsOf({ from: middle, until: WEEK.until })),
  ];
  assert.equal(both.length, 48);
  assert.equal(new Set(both).size, 48);
});

test('an empty window, and one that ends before it begins, have no questions', async () => {
  await conversations.save({ messages: [user('q')], createdAt: WEEK.from });
  assert.deepEqual(await textsOf({ from: WEEK.until, until: new Date('2026-11-01') }), []);
  assert.deepEqual(await textsOf({ from: WEEK.until, until: WEEK.from }), []);
});

test('2,500 conversations of the same moment come each once, in the order of their saving', async () => {
  await opened.database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT 'u' || n, jsonb_build_array(jsonb_build_object('role', 'user', 'content', 'q' || n)), '2026-10-06T10:00:00Z'
     FROM generate_series(1, 2500) AS n`,
  );
  const texts = await textsOf();
  assert.deepEqual(
    texts,
    Array.from({ length: 2500 }, (_, i) => `q${i + 1}`),
  );
});

test('exactly a thousand conversations come each once', async () => {
  await opened.database.query(
    `INSERT INTO conversations (messages, created_at) SELECT '[{"role":"user","content":"q"}]', '2026-10-06T10:00:00Z' FROM generate_series(1, 1000)`,
  );
  assert.equal((await textsOf()).length, 1000);
});

test('conversations that are a microsecond apart are neither lost nor doubled at the batch border', async () => {
  await opened.database.query(
    `INSERT INTO conversations (messages, created_at)
     SELECT jsonb_build_array(jsonb_build_object('role', 'user', 'content', 'q' || n)), '2026-10-06T10:00:00Z'::timestamptz + n * interval '1 microsecond'
     FROM generate_series(1, 2100) AS n`,
  );
  assert.deepEqual(
    await textsOf(),
    Array.from({ length: 2100 }, (_, i) => `q${i + 1}`),
  );
});

test('ids that run against the times do not lose questions at the batch border', async () => {
  await opened.database.query(
    `INSERT INTO conversations (messages, created_at)
     SELECT jsonb_build_array(jsonb_build_object('role', 'user', 'content', 'q' || n)), '2026-10-06T10:00:00Z'::timestamptz - n * interval '1 second'
     FROM generate_series(1, 1500) AS n`,
  );
  const texts = await textsOf();
  assert.deepEqual(
    texts,
    Array.from({ length: 1500 }, (_, i) => `q${1500 - i}`),
  );
});

test('reading stops when the signal is aborted', async () => {
  await opened.database.query(
    `INSERT INTO conversations (messages, created_at) SELECT '[{"role":"user","content":"q"}]', '2026-10-06T10:00:00Z' FROM generate_series(1, 1200)`,
  );
  const stop = new AbortController();
  let read = 0;
  const reading = async () => {
    for await (const _ of conversations.questions(WEEK, stop.signal))
      if (++read === 10) stop.abort(new Error('enough'));
  };
  await assert.rejects(reading(), /enough/);
  assert.ok(read <= 1000);
});

test('a row that another program wrote in another shape does not end the reading', async () => {
  await conversations.save({ messages: [user('before')], createdAt: WEEK.from });
  for (const messages of [
    '"text"',
    '{}',
    '[{"role":"user"}]',
    '[{"role":"user","content":[{"type":"text","text":"x"}]}]',
    '[null]',
  ]) {
    await opened.database.query("INSERT INTO conversations (messages, created_at) VALUES ($1, '2026-10-06')", [
      messages,
    ]);
  }
  await conversations.save({ messages: [user('after')], createdAt: new Date('2026-10-07') });
  const texts = await textsOf();
  assert.ok(
    texts.every((text) => typeof text === 'string'),
    'a question is text',
  );
  assert.deepEqual([texts[0], texts.at(-1)], ['before', 'after']);
});

test('what is saved without a time is saved now, and text comes back as it was', async () => {
  const text = 'Berapa biaya "KITAS"? \\ 100% \u{1F600} \n line — ’';
  await conversations.save({ messages: [user(text)], metadata: { cluster: undefined, tokens: 0 } });
  const [{ metadata }] = await opened.database.query<{ metadata: object }>('SELECT metadata FROM conversations');
  assert.deepEqual(metadata, { tokens: 0 });
  const hour = 3_600_000;
  assert.deepEqual(await textsOf({ from: new Date(Date.now() - hour), until: new Date(Date.now() + hour) }), [text]);
});
