import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { reportServedQuality, servedQuality } from '../../src/golden/served-quality.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { checkHits } from '../../src/nightly/check-hits.ts';
import { ModelJudge } from '../../src/nightly/model-judge.ts';
import { newAnswer } from '../support/golden-case.ts';
import { modelConfig } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { waitFor } from '../support/wait-for.ts';

const MODEL = 'openai:judge';
/** So many hits a night are checked. */
const SAMPLE = 50;

let opened: TestApp;
let http: TestServer;
let model: ScriptedModelServer;
let answer: number;
before(async () => {
  [opened, model] = await Promise.all([openTestApp(), openScriptedModelServer()]);
  http = await openTestServer(opened.app);
  await opened.app.golden.saveGoldenAnswer(newAnswer({ canonicalQuestion: 'What is a KITAS?' }));
  const [row] = await opened.app.database.query<{ id: number }>('SELECT id FROM golden_answers');
  answer = row.id;
});
after(async () => {
  await http.close();
  await opened.close();
  await model.close();
});
beforeEach(async () => {
  await opened.app.database.query('TRUNCATE lookups, hit_checks, same_answer_verdicts');
  model.requests.length = 0;
  // Right is what speaks of a KITAS.
  model.answerBy(({ turns }) => ({ text: /Question 1: .*kitas/i.test(turns[0].content) ? 'YES' : 'NO' }));
});

/** Hits as the day records them. */
async function addHits(
  questions: (string | null)[],
  { reason = 'similar', outcome = 'hit', hoursAgo = 1 } = {},
): Promise<void> {
  await opened.app.database.query(
    `INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, milliseconds, created_at, question)
     SELECT $2, $3, 1, $4, 1, now() - make_interval(hours => $5), question FROM unnest($1::text[]) AS question`,
    [questions, outcome, reason, answer, hoursAgo],
  );
}
const numbered = (count: number, text: string) => Array.from({ length: count }, (_, i) => `${text} ${i}?`);
const check = (signal?: AbortSignal, judgeError?: number) => {
  const judge = new ModelJudge(createLanguageModel(MODEL, modelConfig(model.url)));
  return checkHits({ database: opened.app.database, judge, model: MODEL, judgeError }, signal);
};
const checks = () =>
  opened.app.database.query<{ question: string; right: boolean; model: string }>(
    'SELECT l.question, c."right", c.model FROM hit_checks c JOIN lookups l ON l.id = c.lookup_id ORDER BY l.id',
  );

test('what was served by meaning is checked against the canonical question, and the verdict kept', async () => {
  await addHits(['What does KITAS mean?', 'What is a KITAP?']);
  assert.deepEqual(await check(), { checked: 2, wrong: 1 });
  assert.deepEqual(await checks(), [
    { question: 'What does KITAS mean?', right: true, model: MODEL },
    { question: 'What is a KITAP?', right: false, model: MODEL },
  ]);
  for (const { turns } of model.requests) assert.match(turns[0].content, /Question 2: What is a KITAS\?$/);
});

test('nothing is checked twice', async () => {
  await addHits(['What does KITAS mean?', 'What is a KITAP?']);
  await check();
  model.requests.length = 0;
  assert.deepEqual(await check(), { checked: 0, wrong: 0 });
  assert.equal(model.requests.length, 0);
  await addHits(['And what is a KITAS?']);
  assert.deepEqual(await check(), { checked: 1, wrong: 0 });
  assert.equal((await checks()).length, 3);
});

test('hits by the same words are checked too, without the judge where they are the canonical question', async () => {
  await addHits(['what is a kitas', 'Passport'], { reason: 'same-words' });
  assert.deepEqual(await check(undefined, 0.04), { checked: 2, wrong: 1 });
  assert.equal(model.requests.length, 1);
  const rows = await opened.app.database.query('SELECT "right", judge_error FROM hit_checks ORDER BY lookup_id');
  assert.deepEqual(rows, [
    { right: true, judge_error: 0 },
    { right: false, judge_error: 0.04 },
  ]);
});

test('misses, old hits and forgotten questions are not checked', async () => {
  await addHits(['What is a KITAP?'], { outcome: 'miss', reason: 'below-bar' });
  await addHits(['What is a KITAP?'], { hoursAgo: 49 });
  await addHits([null]);
  assert.deepEqual(await check(), { checked: 0, wrong: 0 });
  assert.equal(model.requests.length, 0);
});

test('of many hits a random sample is checked', async () => {
  await addHits(numbered(120, 'KITAS'));
  assert.deepEqual(await check(), { checked: SAMPLE, wrong: 0 });
  const first = (await checks()).map(({ question }) => question);
  assert.notDeepEqual(first, numbered(120, 'KITAS').slice(0, SAMPLE), 'not simply the first');
  assert.deepEqual(await check(), { checked: SAMPLE, wrong: 0 });
  assert.deepEqual(await check(), { checked: 20, wrong: 0 });
  assert.equal(new Set((await checks()).map(({ question }) => question)).size, 120);
});

test('an estimate is shown from 100 checks on', async () => {
  await addHits([...numbered(92, 'KITAS'), ...numbered(7, 'Passport')]);
  for (let night = 0; night < 2; night++) await check();
  const known = await servedQuality(opened.app.database);
  assert.deepEqual(reportServedQuality(known).wrong_share, {
    estimate: null,
    interval: null,
    at_least: null,
    checked: 99,
    says: 'not enough evidence yet (99 of 100 checks)',
  });
  await addHits(['Passport?']);
  assert.deepEqual(await check(), { checked: 1, wrong: 1 });
  const { estimate, interval, checked, says } = (await http.get('/health')).body.served.wrong_share;
  assert.equal(checked, 100);
  assert.equal(estimate, 0.08);
  assert.ok(interval[0] > 0.03 && interval[1] < 0.16);
  assert.match(says, /^8\.0% of served answers, 95% interval .* 100 checked$/);
});

test('a judge that fails in between leaves what was checked, and the next night goes on', async () => {
  await addHits(numbered(10, 'KITAS'));
  model.script({ text: 'YES' }, { text: 'YES' }, { text: 'YES' }, { status: 401, message: 'no credit' });
  await assert.rejects(check(), { code: 'model-failed', message: /no credit/ });
  assert.equal((await checks()).length, 3);
  model.script({ text: 'NO' });
  assert.deepEqual(await check(), { checked: 7, wrong: 7 });
});

test('an abort ends it with its reason', async () => {
  await addHits(['What does KITAS mean?']);
  model.script({ stall: 'before-headers' });
  const stop = new AbortController();
  const reason = new Error('enough');
  const failed = assert.rejects(check(stop.signal), reason);
  await waitFor(() => model.requests.length === 1, 'the model is asked');
  stop.abort(reason);
  await failed;
  assert.deepEqual(await checks(), []);
});
