import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { App } from '../../src/app.ts';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { BudgetedJudge } from '../../src/mining/judging/budgeted-judge.ts';
import { Lots } from '../../src/mining/judging/lots.ts';
import { mergeClusters } from '../../src/mining/judging/merge-clusters.ts';
import { describeNight } from '../../src/nightly/describe-night.ts';
import type { NightOptions } from '../../src/nightly/night-options.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import { questionsInClumps } from '../support/judging-case.ts';
import {
  dumpTables,
  forgetNights,
  honestAnswer,
  nightOptions,
  PAGES,
  QUESTIONS,
  runRows,
  UNTIL,
  writeLog,
} from '../support/night-case.ts';
import { openScriptedModelServer, type RecordedRequest, type ScriptedReply } from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createAppAt, openTestApp, type TestApp, type TestSettings } from '../support/test-app.ts';

const BUDGET = 300;
/** An answer that says so may be asked for again at once. */
const AT_ONCE = { 'retry-after-ms': '1' };
const DAY_MS = 86_400_000;
/** Keeps wordings of one question apart that the usual cut would put together. */
const APART: NightOptions['clustering'] = { method: 'linkage', cut: 0.1 };

let opened: TestApp;
/** Another one for each test: it remembers what the judge has said. */
let app: App;
const model = await openScriptedModelServer();
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
});
after(async () => {
  await opened.close();
  await model.close();
});
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await opened.app.database.query('TRUNCATE same_answer_verdicts');
  app = await createAppAt(opened.location, settings());
  model.answerBy(honestJudge);
  model.requests.length = 0;
});
afterEach(() => app.close());

function settings(changes: TestSettings = {}): TestSettings {
  const openai = { apiKey: 'k', baseUrl: model.url };
  const models = { night: ['openai:judge'], timeoutMs: 20_000, anthropic: {}, openai };
  return { models, judgeCalls: BUDGET, ...changes };
}

/** What each wording means. */
const MEANING = new Map(
  Object.entries(QUESTIONS).flatMap(([name, texts]) => texts.map((text) => [normaliseQuestion(text), name] as const)),
);
const PAIR = /^Question 1: (.*)\nQuestion 2: (.*)$/;
const isPair = ({ turns }: RecordedRequest) => PAIR.test(turns.at(-1)!.content);
const pairsAsked = () => model.requests.filter(isPair);

/** Judges by what the questions are known to mean, and writes answers as an honest model does. */
function honestJudge(request: RecordedRequest): ScriptedReply {
  const pair = PAIR.exec(request.turns.at(-1)!.content);
  if (!pair) return honestAnswer(request);
  const [a, b] = pair.slice(1).map((text) => MEANING.get(normaliseQuestion(text)));
  return { text: a !== undefined && a === b ? 'YES' : 'NO' };
}

const run = (changes: Partial<NightOptions> = {}, by = app): Promise<NightReport> =>
  by.nightly.run(nightOptions(changes));

/** A few questions, each in so many wordings. */
const ofNames = (names: readonly string[], wordings: number) =>
  Object.fromEntries(names.map((name) => [name, QUESTIONS[name].slice(0, wordings)]));
const FEW = ['kitas', 'npwp', 'levy'];

/** The meanings in each cluster that is published. */
async function publishedMeanings(): Promise<(string | undefined)[][]> {
  const rows = await app.database.query<{ cluster: number; normalised: string }>(
    'SELECT cluster_id AS cluster, normalised FROM phrasings WHERE cluster_id IS NOT NULL ORDER BY id',
  );
  const clusters = Map.groupBy(rows, ({ cluster }) => cluster);
  return [...clusters.values()].map((members) => [
    ...new Set(members.map(({ normalised }) => MEANING.get(normalised))),
  ]);
}

/** Where each clustered phrasing is. */
const clusterRows = () =>
  app.database.query<{ normalised: string; cluster: number }>(
    'SELECT normalised, cluster_id AS cluster FROM phrasings WHERE cluster_id IS NOT NULL ORDER BY id',
  );

describe('a night with a judge', () => {
  test('joins what the linkage keeps apart, within its budget, and serves the wordings of one cluster', async () => {
    await writeLog(app.database);
    const mined = await run({ clustering: APART, dryRun: true });
    assert.ok(mined.clusters > 12, `${mined.clusters} clusters as mined`);
    const report = await run({ clustering: APART });
    assert.deepEqual(report.errors, []);
    assert.equal(report.status, 'success');
    assert.ok(report.clusters < mined.clusters - 4, `${report.clusters} of ${mined.clusters} clusters are left`);
    assert.equal(report.judgeCalls, pairsAsked().length);
    assert.ok(report.judgeCalls > 0 && report.judgeCalls <= BUDGET, `${report.judgeCalls} pairs`);
    assert.ok(report.judgeError! < 0.1, `${report.judgeError}`);
    assert.match(describeNight(report), new RegExp(`${report.judgeCalls} pairs were put to the night's model`));
    const published = await publishedMeanings();
    assert.ok(published.every((meanings) => meanings.length === 1));
    assert.deepEqual(new Set(published.flat()), new Set(Object.keys(QUESTIONS)));
    assert.match(report.matcher!.basis, /asked with themselves left out/);
    await app.golden.refresh();
    assert.equal((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
  });

  test('asks nothing new when it is run again, by another process too, and changes nothing', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const first = await run({ clustering: APART });
    assert.ok(first.judgeCalls > 0);
    const tables = await dumpTables(app.database);
    const other = await createAppAt(opened.location, settings());
    try {
      for (const again of [app, other]) {
        model.requests.length = 0;
        const { status, judgeCalls, created } = await run({ clustering: APART }, again);
        assert.deepEqual([status, judgeCalls, created], ['success', first.judgeCalls, 0]);
        assert.deepEqual(pairsAsked(), []);
      }
    } finally {
      await other.close();
    }
    assert.deepEqual(await dumpTables(app.database), tables);
  });

  test('checks what was served since', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    await run();
    const [{ id }] = await app.database.query<{ id: number }>(
      "SELECT id FROM golden_answers WHERE canonical_question ILIKE '%KITAS%'",
    );
    await app.database.query(
      `INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, milliseconds, question)
       SELECT 'hit', 'similar', 1, $1, 1, question FROM unnest($2::text[]) AS question`,
      [id, ['What is the KITAS?', 'How do I get an NPWP?']],
    );
    const report = await run();
    assert.deepEqual(report.checkedHits, { checked: 2, wrong: 1 });
    assert.match(describeNight(report), /Checked +2 of the answers served lately; 1 of them wrong/);
  });

  test('is not asked in a dry run', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const dry = await run({ dryRun: true });
    assert.deepEqual([dry.status, dry.clusters, dry.judgeCalls], ['success', FEW.length, 0]);
    assert.deepEqual(model.requests, []);
  });

  test('says what it was spared: with too few pairs allowed nothing is asked', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const frugal = await createAppAt(opened.location, settings({ judgeCalls: 10 }));
    try {
      const report = await run({}, frugal);
      assert.deepEqual([report.clusters, report.judgeCalls, pairsAsked().length], [FEW.length, 0, 0]);
    } finally {
      await frugal.close();
    }
  });

  test('leaves the offline model alone, and whoever turned judging off', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const { models } = settings();
    for (const changes of [{ models: { ...models!, night: [] } }, { judgeCalls: 0 }]) {
      const other = await createAppAt(opened.location, settings(changes));
      try {
        const report = await run({}, other);
        assert.deepEqual([report.status, report.clusters, report.judgeCalls], ['success', FEW.length, 0]);
        assert.deepEqual(pairsAsked(), []);
      } finally {
        await other.close();
      }
    }
  });
});

describe('a judge that fails', () => {
  const failures: [string, ScriptedReply, RegExp][] = [
    ['is away', { status: 401, message: 'no credit' }, /no credit/],
    ['says neither yes nor no', { text: 'It depends.' }, /neither "yes" nor "no"/],
  ];
  for (const [what, failure, line] of failures) {
    test(`and ${what} makes the run partial and says so; the clusters stand as mined`, async () => {
      await writeLog(app.database, ofNames(FEW, 6));
      let pairs = 0;
      model.answerBy((request) => (isPair(request) && ++pairs > 10 ? failure : honestJudge(request)));
      const report = await run();
      assert.deepEqual([report.status, report.clusters, report.created], ['partial', FEW.length, FEW.length]);
      assert.equal(report.errors.length, 1);
      assert.match(report.errors[0], /^Clusters were not checked by the night's model: /);
      assert.match(report.errors[0], line);
      assert.equal((await runRows(app.database))[0].status, 'partial');
      await app.golden.refresh();
      assert.equal((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
    });
  }

  test('is asked again the next night, but not about what it said', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    let pairs = 0;
    const said: string[] = [];
    model.answerBy((request) => {
      if (!isPair(request)) return honestJudge(request);
      if (++pairs > 10) return { status: 401, message: 'no credit' };
      said.push(request.body);
      return honestJudge(request);
    });
    await run();
    assert.equal(said.length, 10);
    assert.ok(pairs < 40, `${pairs} calls of a judge that is away`);
    model.requests.length = 0;
    model.answerBy(honestJudge);
    const next = await run();
    assert.equal(next.status, 'success');
    assert.ok(next.judgeRemembered > 0 && next.judgeRemembered <= said.length);
    assert.equal(pairsAsked().length, next.judgeCalls - next.judgeRemembered);
    assert.ok(!pairsAsked().some(({ body }) => said.includes(body)));
  });

  test('to say yes or no of a pair is asked once more, and the night goes on without that pair', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const odd = (body: string) => /minimum|exactly/i.test(body) && body.length % 3 === 0;
    const asked = new Map<string, number>();
    model.answerBy((request) => {
      if (!isPair(request)) return honestJudge(request);
      asked.set(request.body, (asked.get(request.body) ?? 0) + 1);
      return odd(request.body) ? { text: 'It depends.' } : honestJudge(request);
    });
    const report = await run();
    assert.deepEqual([report.status, report.errors, report.created], ['success', [], FEW.length]);
    assert.ok([...asked.keys()].some(odd));
    for (const [body, times] of asked) assert.equal(times, odd(body) ? 2 : 1, body);
    assert.ok((await publishedMeanings()).every((meanings) => meanings.length === 1));
  });

  test('at first to say yes or no, and does when asked once more, is believed', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const asked = new Set<string>();
    model.answerBy((request) => {
      if (!isPair(request) || asked.has(request.body)) return honestJudge(request);
      asked.add(request.body);
      return { text: 'Hm.' };
    });
    const report = await run();
    assert.deepEqual([report.status, report.errors], ['success', []]);
    assert.equal(pairsAsked().length, 2 * report.judgeCalls);
  });

  test('after a night with it leaves all clusters, their ids and their answers, in whichever way it fails', async () => {
    await writeLog(app.database);
    const mined = await run({ clustering: APART, dryRun: true });
    const judged = await run({ clustering: APART });
    assert.ok(judged.clusters < mined.clusters - 4, `${judged.clusters} of ${mined.clusters} clusters are left`);
    const before = await clusterRows();
    const forget = () => app.database.query('TRUNCATE same_answer_verdicts');
    // One night after the other: none may leave anything behind that the next would have to live on.
    for (const [what, failure, judgeCalls] of [
      ['it is away', { status: 500, headers: AT_ONCE }, BUDGET],
      ['it has forgotten everything and is away', { status: 401, message: 'no credit' }, BUDGET],
      ['it is turned off', { status: 401 }, 0],
    ] as const) {
      if (what !== 'it is away') await forget();
      model.answerBy((request) => (isPair(request) ? failure : honestJudge(request)));
      const other = await createAppAt(opened.location, settings({ judgeCalls }));
      try {
        const report = await run({ clustering: APART }, other);
        assert.equal(report.created, 0, `${what}: ${describeNight(report)}`);
        assert.deepEqual([report.changes?.vanished, report.changes?.split, report.changes?.merged], [[], [], []], what);
        assert.deepEqual(await clusterRows(), before, what);
      } finally {
        await other.close();
      }
    }
  });

  test('leaves the clusters of a night with it joined when the log has grown, and takes in what is new', async () => {
    await writeLog(app.database, ofNames(Object.keys(QUESTIONS), 5));
    await run({ clustering: APART });
    const before = await clusterRows();
    await writeLog(app.database, ofNames(Object.keys(QUESTIONS), 6));
    model.answerBy((request) => (isPair(request) ? { status: 401, message: 'no credit' } : honestJudge(request)));
    const report = await run({ clustering: { method: 'linkage', cut: 0.25 } });
    assert.equal(report.status, 'partial');
    assert.deepEqual(report.changes?.vanished, []);
    const after = new Map((await clusterRows()).map((row) => [row.normalised, row.cluster]));
    for (const { normalised, cluster } of before) assert.equal(after.get(normalised), cluster, normalised);
    assert.ok(report.changes!.grown.length >= 4, `${report.changes!.grown.length} grown`);
  });

  test('is left when the night is stopped, which then is partial and publishes nothing', async () => {
    await writeLog(app.database, ofNames(FEW, 6));
    const stop = new AbortController();
    model.answerBy((request) => {
      if (!isPair(request)) return honestJudge(request);
      if (pairsAsked().length === 5) stop.abort();
      return { text: 'NO', afterMs: 5 };
    });
    const report = await app.nightly.run(nightOptions(), { signal: stop.signal });
    assert.deepEqual([report.status, report.errors], ['partial', ['The run was stopped.']]);
    assert.ok(pairsAsked().length <= 5 + 8, `${pairsAsked().length} pairs`);
    assert.deepEqual(await publishedMeanings(), []);
  });
});

describe('a small log with a judge', () => {
  for (const [names, wordings] of [
    [['kitas', 'npwp'], 6],
    [['kitas', 'voa', 'pma', 'npwp', 'levy', 'cane'], 3],
    [['kitas', 'voa', 'pma', 'npwp', 'levy', 'cane'], 2],
    [['kitas', 'voa', 'pma', 'npwp', 'levy', 'cane'], 1],
  ] as const) {
    test(`of ${names.length} questions in ${wordings} wordings has no fewer answers than without one`, async () => {
      await writeLog(app.database, ofNames(names, wordings));
      const report = await run();
      assert.equal(report.status, 'success', report.errors.join());
      assert.equal(report.created, names.length);
      const published = await publishedMeanings();
      assert.deepEqual(published.map((meanings) => meanings.join()).sort(), [...names].sort());
    });
  }

  test('joins two wordings that are asked often enough by themselves, and they do not change places', async () => {
    const names = ['kitas', 'voa', 'pma', 'npwp', 'levy'];
    await writeLog(app.database, ofNames(names, 2));
    const apart: NightOptions['clustering'] = { method: 'linkage', cut: 0.001 };
    const mined = await run({ clustering: apart, dryRun: true });
    const report = await run({ clustering: apart });
    assert.ok(report.clusters < mined.clusters, `${report.clusters} of ${mined.clusters}`);
    const published = await publishedMeanings();
    assert.ok(published.every((meanings) => meanings.length === 1));
    assert.deepEqual(new Set(published.flat()), new Set(names));
  });

  test('keeps the clusters of questions that nobody, or hardly anybody, asked this week', async () => {
    await writeLog(app.database, ofNames(['kitas', 'voa', 'npwp'], 1));
    await writeLog(app.database, ofNames(['pma', 'levy'], 2));
    await run();
    const clusters = () =>
      app.database.query('SELECT normalised, cluster_id FROM phrasings WHERE cluster_id IS NOT NULL ORDER BY id');
    const before = await clusters();
    await app.database.query(
      `INSERT INTO conversations (user_id, messages, created_at)
       SELECT 'late' || n, jsonb_build_array(jsonb_build_object('role', 'user', 'content', text)), $2
       FROM unnest($1::text[]) WITH ORDINALITY AS asked (text, n)`,
      [[QUESTIONS.kitas[0], ...QUESTIONS.yoga], new Date(UNTIL.getTime() + 20 * DAY_MS)],
    );
    const later = await run({ until: new Date(UNTIL.getTime() + 21 * DAY_MS) });
    assert.equal(later.status, 'success', later.errors.join());
    assert.ok(later.judgeCalls > 0);
    assert.deepEqual(later.changes?.vanished, []);
    assert.deepEqual((await clusters()).slice(0, before.length), before);
    await app.golden.refresh();
    for (const name of ['kitas', 'voa', 'npwp', 'pma', 'levy'])
      assert.equal((await app.golden.lookupGoldenAnswer(QUESTIONS[name][0])).outcome, 'hit', name);
  });
});

test('a judge of many questions that are asked often lets other work in', async () => {
  const { questions } = questionsInClumps(3, new Array<number>(200).fill(1));
  let turns = 0;
  let ended = false;
  const turn = () => {
    turns++;
    if (!ended) setImmediate(turn);
  };
  setImmediate(turn);
  const judge = new BudgetedJudge({ isSameAnswer: async () => false }, questions);
  const parts = { judge, questions, error: 0.05, share: 1, lots: new Lots(questions, 1), atOnce: 8 };
  const groups = await mergeClusters(
    parts,
    questions.map((_, row) => [row]),
  );
  ended = true;
  assert.equal(groups.length, 200);
  assert.ok(turns > 3, `${turns} turns of the event loop`);
});
