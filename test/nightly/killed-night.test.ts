import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { App } from '../../src/app.ts';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { SeededRandom } from '../../src/mining/judging/seeded-random.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { nightStatus } from '../../src/nightly/night-status.ts';
import {
  BEFORE_FIRST,
  type DatabaseCopies,
  embeddedCopies,
  FIRST_NIGHT,
  honestModel,
  KILL_TARGETS,
  MEANING,
  NightProcess,
  questionToWrite,
  resultsOf,
  SECOND_NIGHT,
  serverCopies,
} from '../support/kill-case.ts';
import { nightOptions, PAGES, writeLog } from '../support/night-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createAppAt } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

// A night in a process of its own is killed (SIGKILL) at random points of all its stages; then all must be as if it never was.
// `npm run test:kills` kills it twenty times on each database; GOLDSMITH_TEST_ROUNDS=10 does that ten times in a row, and
// GOLDSMITH_TEST_SEED repeats one that failed.
const SERVER = process.env.GOLDSMITH_TEST_DATABASE_URL;
const { GOLDSMITH_TEST_KILLS: KILLS, GOLDSMITH_TEST_ROUNDS: ROUNDS = '1', GOLDSMITH_TEST_SEED: SEED } = process.env;
const FEW_KILLS = 1;
/** Wordings of questions that only the second night knows and answers. */
const NEW_WITH_ANSWER = 8;

let model: ScriptedModelServer;
/** Keeps the model that all apps share. */
let embedder: MiniLmEmbedder;
before(async () => {
  [model, embedder] = await Promise.all([openScriptedModelServer(), MiniLmEmbedder.load()]);
  model.answerBy(honestModel);
});
after(async () => {
  await embedder.close();
  await model.close();
});

const NIGHT = nightOptions({ regenerateCultural: true });

/** Does something with an app whose night is like that of the process. */
async function withApp<T>(location: DatabaseLocation, work: (app: App) => Promise<T>): Promise<T> {
  const openai = { apiKey: 'k', baseUrl: model.url };
  const models = { night: ['openai:writer'], timeoutMs: 20_000, openai };
  const app = await createAppAt(location, { models, judgeCalls: 300 });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** A night has been; since then more was asked, and a page has changed that an answer rests on. */
async function prepare(base: DatabaseLocation): Promise<void> {
  await withApp(base, async (app) => {
    await migrate(app.database);
    await using folder = await makeTempFolder(PAGES);
    await app.knowledge.ingest(folder.path);
    await writeLog(app.database, FIRST_NIGHT);
    assert.equal((await app.nightly.run(NIGHT)).created, 2);
    await writeLog(app.database, SECOND_NIGHT);
    await folder.write(
      'en/kitas.md',
      '# KITAS\n\nA KITAS is a limited stay permit for foreigners. It is valid for two years.',
    );
    await app.knowledge.ingest(folder.path);
  });
}

/** What is served to each wording: the answer's text, or why there is none. */
async function servedBy(app: App): Promise<Map<string, string | undefined>> {
  await app.golden.refresh();
  const served = new Map<string, string | undefined>();
  for (const wording of MEANING.keys())
    served.set(wording, (await app.golden.lookupGoldenAnswer(wording)).answer?.answer);
  return served;
}

/** Of each meaning the answers that may be served: those of before the night, and those of after it. */
type Allowed = Map<string, Set<string>>;

function allow(allowed: Allowed, served: Map<string, string | undefined>): void {
  for (const [wording, answer] of served) {
    const meaning = MEANING.get(wording)!;
    const answers = allowed.get(meaning) ?? new Set();
    allowed.set(meaning, answers);
    if (answer !== undefined) answers.add(answer);
  }
}

/** What a night comes to that nobody kills. */
interface Reference {
  stageMs: Map<string, number>;
  results: Record<string, string[]>;
  served: Map<string, string | undefined>;
  allowed: Allowed;
}

async function measure(copies: DatabaseCopies): Promise<Reference> {
  const { location, remove } = await copies.copy();
  const allowed: Allowed = new Map();
  await withApp(location, async (app) => allow(allowed, await servedBy(app)));
  const night = new NightProcess(location, model.url);
  const { code, stderr } = await night.command.result();
  assert.equal(code, 0, stderr);
  const reference = await withApp(location, async (app) => {
    const served = await servedBy(app);
    allow(allowed, served);
    return { stageMs: night.stageMs(), results: await resultsOf(app.database), served, allowed };
  });
  await remove();
  assert.equal([...reference.served.values()].filter((answer) => answer !== undefined).length, 16, 'all but the gap');
  return reference;
}

/** Where a night is killed, and on which database. */
interface Kill {
  stage: string;
  /** Of the time that the stage takes. */
  share: number;
  location: DatabaseLocation;
}

/** Kills one night and looks at what it leaves; then lets the next one work. */
async function killOnce({ stage, share, location }: Kill, reference: Reference): Promise<string> {
  const night = new NightProcess(location, model.url);
  await night.killAt(stage, share * reference.stageMs.get(stage)!);
  const struck = night.whereStruck();
  await withApp(location, async (app) => {
    const { database } = app;
    await waitFor(async () => !(await database.isLocked('night')), 'the lock of the killed night is free');
    const { running, last } = await nightStatus(database);
    assert.equal(running, null);
    // The row of the killed run is made shortly before its first stage, and may be closed once its last has ended.
    if (struck !== BEFORE_FIRST && !struck.startsWith('after culture')) assert.equal(last!.status, 'stopped');
    else assert.match(last!.status, /^(success|stopped)$/);
    assertServedWhole(await servedBy(app), reference);

    const saved = await savedAnswers(database);
    const gaps = await database.query('SELECT 1 FROM unanswered_clusters');
    // One of the first night's two answers stood before; the others are of this night.
    assert.ok(saved.length - 1 + gaps.length >= night.answersTried(), `${night.answersTried()} were saved`);
    model.requests.length = 0;
    const next = await app.nightly.run(NIGHT);
    assert.deepEqual([next.status, next.errors], ['success', []]);
    const written = model.requests.map(questionToWrite);
    for (const question of saved) assert.ok(!written.includes(question), `${question} is not written again`);
    const results = await resultsOf(database);
    for (const [what, rows] of Object.entries(reference.results)) assert.deepEqual(results[what], rows, what);
    assert.deepEqual(await servedBy(app), reference.served);
  });
  return struck;
}

/** Each question gets the answer from before the night, the one from after it, or none; new questions all of them or none. */
function assertServedWhole(served: Map<string, string | undefined>, { allowed }: Reference): void {
  const answered = [...served].filter(([, answer]) => answer !== undefined);
  for (const [wording, answer] of answered)
    assert.ok(allowed.get(MEANING.get(wording)!)!.has(answer!), `${wording}: ${answer}`);
  const isNew = ([wording]: [string, unknown]) => !(MEANING.get(wording)! in FIRST_NIGHT);
  const ofNew = answered.filter(isNew).length;
  assert.ok(
    ofNew === 0 || ofNew === NEW_WITH_ANSWER,
    `${ofNew} new wordings are served: a night is published at once or not at all`,
  );
}

async function savedAnswers(database: Database): Promise<string[]> {
  const rows = await database.query<{ question: string }>(
    'SELECT canonical_question AS question FROM golden_answers WHERE stale_since IS NULL',
  );
  return rows.map(({ question }) => question);
}

async function killNights(t: TestContext, copies: DatabaseCopies): Promise<void> {
  const seed = SEED ? Number(SEED) : Date.now() % 2 ** 32;
  const lots = new SeededRandom(seed);
  const random = () => lots.next();
  t.diagnostic(`GOLDSMITH_TEST_SEED=${seed}`);
  try {
    await prepare(copies.base);
    const reference = await measure(copies);
    const ms = [...reference.stageMs].map(([stage, took]) => `${stage} ${took}`);
    t.diagnostic(`milliseconds of a night that nobody kills: ${ms.join(', ')}`);
    const targets = KILL_TARGETS.map((target) => ({ target, lot: random() })).sort((a, b) => a.lot - b.lot);
    for (let kill = 0; kill < Number(KILLS ?? FEW_KILLS); kill++) {
      const { stage, from, to } = targets[kill % targets.length].target;
      const share = from + random() * (to - from);
      const { location, remove } = await copies.copy();
      // Every other night has the embedded database from this process, as beside a server.
      const host = kill % 2 === 1 && !location.databaseUrl ? openDatabase(location, createLog('silent')) : undefined;
      await host?.query('SELECT 1');
      const struck = await killOnce({ stage, share, location }, reference).finally(() => host?.close());
      await remove();
      const how = host ? ', beside a server' : '';
      t.diagnostic(`kill ${kill + 1}: meant for ${(100 * share).toFixed(0)}% of ${stage}, struck ${struck}${how}`);
    }
  } finally {
    await copies.remove();
  }
}

for (let round = 1; round <= Number(ROUNDS); round++) {
  const skip = SERVER ? false : 'set GOLDSMITH_TEST_DATABASE_URL to a PostgreSQL server';
  // Without a number of kills each suite tries its own database alone.
  if (KILLS || !SERVER)
    test(`round ${round}: a night killed anywhere leaves nothing half-made, on the embedded database`, async (t) =>
      killNights(t, await embeddedCopies()));
  if (KILLS || SERVER)
    test(`round ${round}: a night killed anywhere leaves nothing half-made, on a server`, { skip }, async (t) =>
      killNights(t, await serverCopies(SERVER!)),
    );
}
