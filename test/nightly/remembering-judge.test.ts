import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { ModelJudge } from '../../src/nightly/model-judge.ts';
import { RememberingJudge } from '../../src/nightly/remembering-judge.ts';
import { modelConfig, SILENT } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let server: ScriptedModelServer;
before(async () => {
  [opened, server] = await Promise.all([openTestDatabase(), openScriptedModelServer()]);
});
after(async () => {
  await opened.close();
  await server.close();
});
beforeEach(async () => {
  await opened.database.query('TRUNCATE same_answer_verdicts');
  server.script({ text: 'YES' });
  server.requests.length = 0;
});

const LEVY = { text: 'How much is the tourist levy?' };
const TAX = { text: 'What does the Bali tax cost?' };
const DOG = { text: 'Can I bring my dog?' };

/** As a night makes it. */
function remembering(model = 'openai:judge', database: Database = opened.database): RememberingJudge {
  const judge = new ModelJudge(createLanguageModel(model, modelConfig(server.url)));
  return new RememberingJudge(database, judge, model);
}
const rows = () =>
  opened.database.query<{ pair: string; model: string; same: boolean }>(
    'SELECT pair, model, same FROM same_answer_verdicts ORDER BY created_at, pair',
  );

test('a pair is asked once, whichever way round and however it is spelled', async () => {
  const judge = remembering();
  assert.equal(await judge.isSameAnswer(LEVY, TAX), true);
  server.script({ text: 'NO' });
  assert.equal(await judge.isSameAnswer(LEVY, TAX), true);
  assert.equal(await judge.isSameAnswer(TAX, LEVY), true);
  assert.equal(await judge.isSameAnswer({ text: ' what does the bali tax COST' }, LEVY), true);
  assert.equal(server.requests.length, 1);
  assert.equal(await judge.isSameAnswer(LEVY, DOG), false);
  assert.equal(server.requests.length, 2);
  assert.equal((await rows()).length, 2);
});

test('the next night, and another process, ask nothing again', async () => {
  await remembering().isSameAnswer(LEVY, TAX);
  server.script({ text: 'NO' });
  await remembering().isSameAnswer(LEVY, DOG);
  server.requests.length = 0;
  const next = remembering();
  assert.equal(await next.isSameAnswer(TAX, LEVY), true);
  assert.equal(await next.isSameAnswer(DOG, LEVY), false);
  assert.equal(server.requests.length, 0);
});

test('another model is asked for itself', async () => {
  await remembering('openai:judge').isSameAnswer(LEVY, TAX);
  server.script({ text: 'NO' });
  assert.equal(await remembering('openai:better').isSameAnswer(LEVY, TAX), false);
  assert.equal(await remembering('openai:judge').isSameAnswer(LEVY, TAX), true);
  assert.deepEqual(
    server.requests.map(({ model }) => model),
    ['judge', 'better'],
  );
  const stored = await rows();
  assert.equal(new Set(stored.map(({ pair }) => pair)).size, 1);
  assert.deepEqual(
    stored.map(({ model, same }) => [model, same]),
    [
      ['openai:judge', true],
      ['openai:better', false],
    ],
  );
});

test('two nights at once may both ask, and both go on', async () => {
  const judges = [remembering(), remembering()];
  const verdicts = await Promise.all(judges.map((judge) => judge.isSameAnswer(LEVY, TAX)));
  assert.deepEqual(verdicts, [true, true]);
  assert.equal((await rows()).length, 1);
});

test('the table holds no word of a question', async () => {
  await remembering().isSameAnswer(LEVY, TAX);
  const stored = JSON.stringify(await opened.database.query('SELECT * FROM same_answer_verdicts'));
  assert.doesNotMatch(stored, /tourist|levy|bali|tax|cost/i);
  assert.match((await rows())[0].pair, /^[A-Za-z0-9+/]{43}=$/);
});

test('what a judge fails to say is not remembered', async () => {
  const judge = remembering();
  server.script({ text: 'Perhaps' });
  await assert.rejects(judge.isSameAnswer(LEVY, TAX), { code: 'model-failed' });
  assert.deepEqual(await rows(), []);
  server.script({ text: 'NO' });
  assert.equal(await judge.isSameAnswer(LEVY, TAX), false);
});

test('an abort reaches the model, and nothing is remembered', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  server.script({ stall: 'before-headers' });
  const failed = assert.rejects(remembering().isSameAnswer(LEVY, TAX, stop.signal), reason);
  await waitFor(async () => server.requests.length === 1, 'the model is asked');
  stop.abort(reason);
  await failed;
  assert.deepEqual(await rows(), []);
});

test('a database that is away is an error, and the model is not asked for what could not be kept', async () => {
  const away = openDatabase({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataFolder: '/nowhere' }, SILENT);
  try {
    await assert.rejects(remembering('openai:judge', away).isSameAnswer(LEVY, TAX), { code: 'database-unavailable' });
    assert.equal(server.requests.length, 0);
  } finally {
    await away.close();
  }
});

test('a database that comes back is read again', async () => {
  await remembering().isSameAnswer(LEVY, TAX);
  const judge = remembering();
  await opened.database.query('ALTER TABLE same_answer_verdicts RENAME TO elsewhere');
  try {
    await assert.rejects(judge.isSameAnswer(LEVY, TAX));
  } finally {
    await opened.database.query('ALTER TABLE elsewhere RENAME TO same_answer_verdicts');
  }
  server.requests.length = 0;
  assert.equal(await judge.isSameAnswer(LEVY, TAX), true);
  assert.equal(server.requests.length, 0);
});
