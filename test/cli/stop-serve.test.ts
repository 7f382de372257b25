import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { databaseEnv, RunningCommand } from '../support/run-command.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let model: ScriptedModelServer;
let server: RunningCommand;
before(async () => {
  opened = await openTestDatabase();
  await opened.database.close();
});
after(() => opened.close());
beforeEach(async () => {
  model = await openScriptedModelServer();
});
afterEach(async () => {
  await server.kill();
  await model.close();
});

async function serve(stopMs: number): Promise<string> {
  const models = {
    GOLDSMITH_MODEL_BUSINESS: 'openai:writer',
    GOLDSMITH_OPENAI_URL: model.url,
    GOLDSMITH_OPENAI_API_KEY: 'some-key',
  };
  const env = { ...databaseEnv(opened.location), ...models, GOLDSMITH_PORT: '0', GOLDSMITH_STOP_MS: String(stopMs) };
  server = new RunningCommand(['serve'], { env });
  return server.listening();
}

/** Asks what only the model answers, and waits until it is asked. */
async function askModel(url: string, query: string, headers: Record<string, string> = {}) {
  const answer = fetch(`${url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, user_email: 'anna@example.com' }),
  }).then((response) => response.text());
  const outcome = answer.then(
    (text) => ({ text }),
    (error: Error) => ({ failed: error }),
  );
  await waitFor(() => model.requests.length > 0, 'the model is asked');
  return outcome;
}

/** What was saved of a question. */
async function saved(question: string): Promise<number> {
  const database = openDatabase(opened.location, createLog('silent'));
  try {
    const sql = 'SELECT count(*)::int AS n FROM conversations WHERE messages::text LIKE $1';
    const [{ n }] = await database.query<{ n: number }>(sql, [`%${question}%`]);
    return n;
  } finally {
    await database.close();
  }
}

const STREAM = { accept: 'text/event-stream' };

for (const [what, headers] of [
  ['an answer', {}],
  ['a stream', STREAM],
] as const) {
  test(`SIGTERM while ${what} is on its way: no new questions, that one to its end, saved, exit 0`, async () => {
    const question = `How much tax does a company pay, asked for ${what}?`;
    const url = await serve(60_000);
    model.script({ text: 'Companies pay 22% on their profit.', pieceMs: 40, afterMs: 500 });
    const asked = askModel(url, question, headers);
    await waitFor(() => model.requests.length > 0, 'the model is asked');
    const ended = server.stop('SIGTERM');
    await waitFor(() => /stopping/.test(server.stderr), 'it stops');
    await assert.rejects(fetch(`${url}/health`), 'nobody else is let in');
    const outcome = await asked;
    assert.ok('text' in outcome && /22% on their profit/.test(outcome.text), JSON.stringify(outcome));
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /cut off/);
    assert.equal(await saved(question), 1);
  });
}

test('an answer that takes longer than the grace is cut off, its model call taken back, its question saved, exit 0', async () => {
  const question = 'Which bank takes a new company of foreigners?';
  const url = await serve(200);
  model.script({ stall: 'within-body' });
  const asked = askModel(url, question, STREAM);
  await waitFor(() => model.requests.length > 0, 'the model is asked');
  const { code, stderr } = await server.stop('SIGTERM');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /answers that took too long are cut off/);
  assert.ok('failed' in (await asked));
  await model.requests[0].hangUp;
  assert.equal(await saved(question), 1);
});

test('a second signal ends it at once', async () => {
  const url = await serve(600_000);
  model.script({ stall: 'within-body' });
  const asked = askModel(url, 'Which notary is open on a Sunday?');
  await waitFor(() => model.requests.length > 0, 'the model is asked');
  server.process.kill('SIGTERM');
  await waitFor(() => /stopping/.test(server.stderr), 'it stops');
  await pause(600); // Sooner it would count as the same.
  const { code } = await server.stop('SIGTERM');
  assert.equal(code, 143);
  assert.ok('failed' in (await asked));
});
