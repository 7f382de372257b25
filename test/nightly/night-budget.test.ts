import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { App } from '../../src/app.ts';
import { describeNight } from '../../src/nightly/describe-night.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import {
  forgetNights,
  honestAnswer,
  nightOptions,
  PAGES,
  runRows,
  stageRows,
  writeLog,
} from '../support/night-case.ts';
import { databaseEnv, runCommand } from '../support/run-command.ts';
import {
  openScriptedModelServer,
  type RecordedRequest,
  type ScriptedModelServer,
} from '../support/scripted-model-server.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { createAppAt, openTestApp, type TestApp, type TestSettings } from '../support/test-app.ts';

/** A writer's answer has 120 tokens, a gap 51; a token costs a millionth of a dollar. Of the "odd" a small call's price alone is known. */
const PRICES = JSON.stringify({
  prices: [
    { prefix: 'writer', input: 1, output: 1 },
    { prefix: 'odd', input: 1, output: 1, upTo: 10 },
  ],
});

let opened: TestApp;
let model: ScriptedModelServer;
let ours: TempFolder;
before(async () => {
  model = await openScriptedModelServer();
  ours = await makeTempFolder({ 'prices.json': PRICES });
  opened = await openTestApp(withModel('writer'));
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
});
after(async () => {
  await opened.close();
  await model.close();
  await ours.remove();
});
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await opened.app.database.query('DELETE FROM same_answer_verdicts');
  await writeLog(opened.app.database);
  model.requests.length = 0;
  model.answerBy(honestAnswer);
});

function withModel(name: string, changes: TestSettings = {}): TestSettings {
  const openai = { apiKey: 'k', baseUrl: model.url };
  const pricesFile = join(ours.path, 'prices.json');
  return { models: { night: [`openai:${name}`], timeoutMs: 20_000, openai, pricesFile }, ...changes };
}

/** Does something with another app on the same database. */
async function withApp<T>(settings: TestSettings, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createAppAt(opened.location, settings);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

const judging = () => withModel('writer', { judgeCalls: 300 });
const isPair = ({ turns }: RecordedRequest) => /^Question 1/.test(turns.at(-1)!.content);
const verdicts = async () =>
  (await opened.app.database.query<{ n: number }>('SELECT count(*)::int AS n FROM same_answer_verdicts'))[0].n;

const written = (report: NightReport) => report.created + report.gaps.length;

for (const [what, budget, calls, says] of [
  ['tokens', { tokens: 200 }, 2, /budget of 200 tokens is used up \(\d+ used\)/],
  ['cost', { cost: 0.0002 }, 2, /budget of \$0\.0002 is used up \(\$0\.0002 used\)/],
  ['time', { minutes: 1e-9 }, 0, /budget of 1e-9 minutes is used up/],
] as const) {
  test(`a budget of ${what} ends the writing; what was written serves, and the next night writes the rest`, async () => {
    const { nightly, golden, database } = opened.app;
    const report = await nightly.run(nightOptions({ budget }));
    assert.equal(report.status, 'partial');
    assert.match(report.budgetReached!, says);
    assert.match(describeNight(report), says);
    assert.ok(written(report) <= calls + 2 && written(report) >= calls, `${written(report)} were written`);
    assert.equal(model.requests.length, written(report));
    assert.ok(report.matcher, 'it is trained and published');
    assert.equal((await runRows(database))[0].status, 'partial');
    assert.match((await stageRows(database)).find(({ stage }) => stage === 'write')!.error!, says);
    await golden.refresh();
    for (const { canonical_question } of await database.query<{ canonical_question: string }>(
      'SELECT canonical_question FROM golden_answers',
    ))
      assert.equal((await golden.lookupGoldenAnswer(canonical_question)).outcome, 'hit');
    const next = await nightly.run(nightOptions());
    assert.deepEqual([next.status, next.created + next.kept], ['success', 6]);
    assert.equal(next.kept, report.created);
  });
}

test('a budget that is not reached changes nothing', async () => {
  const report = await opened.app.nightly.run(nightOptions({ budget: { tokens: 1e6, cost: 1, minutes: 60 } }));
  assert.deepEqual([report.status, report.created, report.budgetReached], ['success', 6, undefined]);
});

test('a budget ends the judging too; what was said is remembered, so that nights of a small budget get on', async () => {
  model.answerBy((request) =>
    isPair(request) ? { text: 'NO', inputTokens: 100, outputTokens: 1 } : honestAnswer(request),
  );
  await withApp(judging(), async (app) => {
    const first = await app.nightly.run(nightOptions({ budget: { tokens: 1000 } }));
    assert.deepEqual([first.status, first.created], ['partial', 0]);
    assert.match(first.errors.join('\n'), /not checked by the night's model.*1000 tokens/s);
    const calls = model.requests.length;
    assert.ok(calls >= 10 && calls <= 10 + 8, `${calls} calls: those that were going on are finished`);
    assert.equal(await verdicts(), calls);
    await app.nightly.run(nightOptions({ budget: { tokens: 1000 } }));
    assert.ok((await verdicts()) > calls);
  });
});

test('a soft stop lets the judge finish what it is asked, and remembers it; it is asked nothing more', async () => {
  const stop = new AbortController();
  const held = Promise.withResolvers<void>();
  model.answerBy(async () => {
    if (model.requests.length === 4) {
      stop.abort(new Error('Ctrl-C'));
      // By now every call would have been cut off that is going to be.
      setImmediate(held.resolve);
    }
    await held.promise;
    return { text: 'NO' };
  });
  await withApp(judging(), async ({ nightly }) => {
    const report = await nightly.run(nightOptions(), { stopSoftly: stop.signal });
    assert.deepEqual([report.status, report.errors], ['partial', ['The run was stopped.']]);
    const calls = model.requests.length;
    assert.ok(calls >= 4 && calls <= 8, `${calls} calls: those that were in hand`);
    assert.equal(await verdicts(), calls);
  });
});

test('a stop at once cuts off what the judge is asked', async () => {
  const stop = new AbortController();
  model.answerBy(() => {
    if (model.requests.length === 4) stop.abort(new Error('Ctrl-C, twice'));
    return { stall: 'before-headers' };
  });
  await withApp(judging(), async ({ nightly }) => {
    assert.equal((await nightly.run(nightOptions(), { signal: stop.signal })).status, 'partial');
    await Promise.all(model.requests.map(({ hangUp }) => hangUp));
    assert.equal(await verdicts(), 0);
  });
});

test('a cost that cannot be known is refused before anything is done', async () => {
  await withApp(withModel('unheard-of'), async (app) => {
    await assert.rejects(app.nightly.run(nightOptions({ budget: { cost: 1 } })), {
      code: 'bad-setting',
      message: /openai:unheard-of.*GOLDSMITH_PRICES/,
    });
    assert.deepEqual(await runRows(app.database), []);
    assert.equal((await app.nightly.run(nightOptions({ budget: { tokens: 1e6 } }))).status, 'success');
  });
});

test('a price that proves unknown on the way ends a night with a budget of cost, and no other', async () => {
  await withApp(withModel('odd'), async (app) => {
    const report = await app.nightly.run(nightOptions({ budget: { cost: 1 } }));
    assert.deepEqual([report.status, written(report), report.cost], ['partial', 1, undefined]);
    assert.match(report.budgetReached!, /could not be kept any longer/);
    assert.equal((await app.nightly.run(nightOptions())).status, 'success');
  });
});

test('the command takes budgets, refuses what is none, and what it cannot keep', async () => {
  const env = {
    ...databaseEnv(opened.location),
    GOLDSMITH_MODEL_NIGHT: 'openai:writer',
    GOLDSMITH_OPENAI_URL: model.url,
    GOLDSMITH_JUDGE_CALLS: '0',
  };
  const night = (...args: string[]) => runCommand(['nightly', '--until', '2026-10-12', ...args], { env });
  for (const wrong of [
    ['--max-tokens', '0'],
    ['--max-cost', 'much'],
    ['--max-minutes', '-1'],
  ])
    assert.equal((await night(...wrong)).code, 2, wrong.join(' '));
  const unknown = await night('--max-cost', '1');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /openai:writer/);
  const { code, stdout } = await night('--max-tokens', '1', '--json');
  assert.equal(code, 0);
  assert.match(JSON.parse(stdout).budgetReached, /1 tokens/);
});
