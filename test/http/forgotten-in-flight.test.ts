import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { forgetUserData } from '../../src/conversations/user-data.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let model: ScriptedModelServer;
let opened: TestApp;
let server: TestServer;
/** Lets the model's held answers go. */
let release = () => {};
/** Settles when the model has been asked. */
let arrived: Promise<void>;
before(async () => {
  model = await openScriptedModelServer();
  const openai = { apiKey: 'k', baseUrl: model.url };
  const upstream = { url: model.url, timeoutMs: 20_000 };
  opened = await openTestApp({
    upstream,
    models: { business: ['openai:slow'], casual: ['openai:slow'], timeoutMs: 20_000, openai },
  });
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
  await model.close();
});

/** The model takes the next question and answers it once it is told to. */
function hold(): void {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  arrived = asked.promise;
  release = held.resolve;
  model.answerBy(async () => {
    asked.resolve();
    await held.promise;
    return { text: 'Companies pay 22%.' };
  });
}

const post = async (path: string, body: object) => {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200);
  await answer.text();
};
const QUESTION = 'How much tax do companies pay on profit?';
const chat = (user: string) => post('/bali-zero/chat', { query: QUESTION, user_email: user, conversation_history: [] });
const completion = (user: string) =>
  post('/v1/chat/completions', { model: 'slow', user, messages: [{ role: 'user', content: QUESTION }] });

const savedOf = async (user: string) => {
  await opened.app.chat.close();
  await opened.app.upstream?.settled();
  return (await opened.app.conversations.ofUser(user)).length;
};

for (const [door, ask] of [
  ['the chat', chat],
  ['an upstream', completion],
] as const)
  test(`what was asked of ${door} before its user was forgotten is not written when the answer comes`, async () => {
    const user = `${door.replaceAll(' ', '-')}@example.com`;
    hold();
    const asking = ask(user);
    await arrived;
    await forgetUserData(opened.app.database, user);
    release();
    await asking;
    assert.equal(await savedOf(user), 0);
    await ask(user);
    assert.equal(await savedOf(user), 1, 'what is asked afterwards is a new beginning');
  });

test('who was forgotten is known by a hash, for a day', async () => {
  const { database, conversations } = opened.app;
  await forgetUserData(database, 'old@example.com');
  const erasures = () => database.query<{ user_hash: string }>('SELECT user_hash FROM erasures');
  assert.ok((await erasures()).every(({ user_hash }) => /^[0-9a-f]{64}$/.test(user_hash)));
  await database.query("UPDATE erasures SET at = at - interval '25 hours'");
  await conversations.forgetOldErasures();
  assert.deepEqual(await erasures(), []);
});
