import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { emptyReport } from '../../src/nightly/night-report.ts';
import { NIGHT_STAGES } from '../../src/nightly/night-stage.ts';
import { RunRecord } from '../../src/nightly/run-record.ts';
import { writeAskings } from '../support/deciding-case.ts';
import {
  forgetNights,
  honestAnswer,
  nightOptions,
  QUESTIONS,
  runRows,
  stageRows,
  writeLog,
} from '../support/night-case.ts';
import { databaseEnv, runCommand } from '../support/run-command.ts';
import type { ScriptedModelServer } from '../support/scripted-model-server.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { createAppAt, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { openWritingNight } from '../support/writing-night-case.ts';

let opened: TestApp;
let model: ScriptedModelServer;
let close: () => Promise<void>;
before(async () => {
  ({ opened, model, close } = await openWritingNight(60_000));
});
after(() => close());
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await writeLog(opened.app.database);
  model.requests.length = 0;
  model.answerBy(honestAnswer);
});

/** Runs something while a table cannot be found. */
async function withoutTable<T>(table: string, work: () => Promise<T>): Promise<T> {
  const { database } = opened.app;
  await database.query(`ALTER TABLE ${table} RENAME TO hidden`);
  try {
    return await work();
  } finally {
    await database.query(`ALTER TABLE hidden RENAME TO ${table}`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the command printed.
async function status(): Promise<any> {
  const { stdout, stderr, code } = await runCommand(['status', '--json'], { env: databaseEnv(opened.location) });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

test('each stage has a row of what it counted, used and took, and the run keeps its report without a question', async () => {
  const { database, nightly } = opened.app;
  const report = await nightly.run(nightOptions());
  const stages = await stageRows(database);
  assert.deepEqual(
    stages.map(({ stage, status, error }) => [stage, status, error]),
    NIGHT_STAGES.filter((stage) => stage !== 'culture').map((stage) => [stage, 'success', null]),
  );
  const of = (name: string) => stages.find(({ stage }) => stage === name) ?? assert.fail(name);
  assert.deepEqual([of('write').done, of('write').total, of('write').tokens], [8, 8, 822]);
  assert.ok(Math.abs(of('write').cost_usd! - 822 / 1e6) < 1e-9);
  assert.equal(of('cluster').tokens, 0);
  assert.deepEqual(of('write').counts, {
    ...{ picked: 8, created: 6, updated: 0, kept: 0, proposed: 0, withdrawn: 0, gaps: 2, staleLeft: 0 },
  });
  assert.deepEqual([of('cluster').counts.clusters, of('cluster').counts.created], [8, 8]);
  assert.equal(of('read').counts.analysed, report.analysed);
  for (const { stage, seconds } of stages) assert.equal(seconds, report.stageSeconds[stage as 'read']);

  const [run] = await runRows(database);
  assert.ok(run.ended_at);
  const clusters = await database.query<{ id: number }>('SELECT id FROM clusters ORDER BY id');
  const { created } = run.report!.changes as { created: number[] };
  assert.deepEqual(
    created.toSorted((a, b) => a - b),
    clusters.map(({ id }) => id),
  );
  const kept = JSON.stringify(run.report).toLowerCase();
  for (const text of Object.values(QUESTIONS).flat()) assert.ok(!kept.includes(text.toLowerCase()), text);
});

test('the stage that looks for stale answers counts them', async () => {
  const { database, nightly } = opened.app;
  await nightly.run(nightOptions());
  await database.query(
    `UPDATE golden_answers SET sources = '[{"contentHash": "gone"}]' WHERE id = (SELECT min(id) FROM golden_answers)`,
  );
  const report = await nightly.run(nightOptions());
  assert.deepEqual([report.stale, report.updated], [{ found: 1, left: 0 }, 1]);
  const [stale] = await stageRows(database);
  assert.deepEqual([stale.stage, stale.counts], ['stale', { found: 1 }]);
});

test('sources elsewhere that cannot be asked make that stage partial, and what rests on them stands', async () => {
  const { database, nightly } = opened.app;
  await nightly.run(nightOptions());
  const chroma = { url: 'http://127.0.0.1:1', collection: 'pages' };
  const app = await createAppAt(opened.location, { chroma });
  try {
    await database.query(
      `UPDATE golden_answers SET sources = jsonb_build_array(jsonb_build_object('store', $1::text, 'id', 'a', 'contentHash', 'b'))`,
      [`chroma:${chroma.collection}`],
    );
    const report = await app.nightly.rewriteStale({ dryRun: false });
    assert.deepEqual([report.status, report.stale.found], ['partial', 0]);
    const [stale] = await stageRows(database);
    assert.deepEqual([stale.stage, stale.status], ['stale', 'partial']);
    assert.match(stale.error!, /were not checked for changes/);
  } finally {
    await app.close();
  }
});

test('a second night tells by id which clusters have grown and which are new', async () => {
  const { database, nightly } = opened.app;
  const all = Object.entries(QUESTIONS);
  await database.query('DELETE FROM conversations');
  await writeLog(database, Object.fromEntries(all.slice(0, 3).map(([name, texts]) => [name, texts.slice(0, 4)])));
  await nightly.run(nightOptions());
  await writeLog(database, Object.fromEntries(all.slice(0, 4)));
  const { changes = assert.fail() } = await nightly.run(nightOptions());
  assert.deepEqual([changes.grown.length, changes.created.length], [3, 1]);
  const [row] = await database.query<{ canonical: string }>(
    'SELECT canonical_question AS canonical FROM clusters WHERE id = $1',
    changes.created,
  );
  assert.ok(all[3][1].includes(row.canonical), row.canonical);
});

test('what markedly more users ask has grown, in the same words too; what a few more ask has not', async () => {
  const { database, nightly } = opened.app;
  await nightly.run(nightOptions());
  const clusterOf = async ([text]: readonly string[]) => {
    const [{ id }] = await database.query<{ id: number }>(
      'SELECT cluster_id AS id FROM phrasings WHERE lower(text) = lower($1)',
      [text],
    );
    return id;
  };
  await writeAskings(database, QUESTIONS.kitas, { users: 20, from: 100 });
  await writeAskings(database, QUESTIONS.voa, { users: 1, from: 200 });
  const { changes = assert.fail() } = await nightly.run(nightOptions());
  assert.deepEqual(changes.grown, [await clusterOf(QUESTIONS.kitas)]);
  assert.ok(changes.unchanged.includes(await clusterOf(QUESTIONS.voa)));
  assert.deepEqual((await nightly.run(nightOptions())).changes!.grown, []);
});

test('a stage that fails has its error, those before it stand, those after it were not begun', async () => {
  const { database, nightly } = opened.app;
  const report = await withoutTable('lone_questions', () => nightly.run(nightOptions()));
  assert.equal(report.status, 'failed');
  const stages = await stageRows(database);
  assert.deepEqual(
    stages.map(({ stage, status }) => [stage, status]),
    [
      ...['stale', 'read', 'embed', 'cluster', 'subjects', 'write'].map((stage) => [stage, 'success']),
      ['train', 'failed'],
    ],
  );
  assert.match(stages.at(-1)!.error!, /lone_questions/);
  assert.match((await runRows(database))[0].error_message!, /lone_questions/);
});

test('a stage in which something failed is partial and says what', async () => {
  const { database, nightly } = opened.app;
  model.answerBy((request) =>
    /NPWP/i.test(request.turns.at(-1)!.content) ? { status: 400, message: 'no credit' } : honestAnswer(request),
  );
  await nightly.run(nightOptions());
  const partial = (await stageRows(database)).filter((stage) => stage.status !== 'success');
  assert.deepEqual(
    partial.map(({ stage, status }) => [stage, status]),
    [['write', 'partial']],
  );
  assert.match(partial[0].error!, /NPWP.*no credit/s);
});

test('another process sees where the night is, and once it has ended how it ended', async () => {
  const stop = new AbortController();
  model.answerBy((request) => (model.requests.length < 6 ? honestAnswer(request) : { stall: 'before-headers' }));
  const night = opened.app.nightly.run(nightOptions(), { signal: stop.signal });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the command printed.
  let seen: any;
  await waitFor(async () => {
    seen = (await status()).running_night;
    return seen?.done === 5;
  }, 'status tells of five answers');
  assert.deepEqual([seen.stage, seen.total], ['write', 8]);
  const [now] = await opened.app.database.query<{ told: number; saved: number }>(
    `SELECT golden_answers_generated AS told, (SELECT count(*)::int FROM golden_answers) AS saved
     FROM nightly_worker_runs ORDER BY id DESC LIMIT 1`,
  );
  assert.ok(now.saved > 0);
  assert.equal(now.told, now.saved, 'should it be killed now, its row tells of what was saved');
  assert.ok(Date.parse(seen.stage_started_at) >= Date.parse(seen.started_at) - 1000);
  const { stdout } = await runCommand(['status'], { env: databaseEnv(opened.location) });
  assert.match(stdout, /Night now {7}write: 5 of 8, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(run \d+/);
  stop.abort(new Error('stopped'));
  assert.equal((await night).status, 'partial');
  const { running_night, last_run } = await status();
  assert.deepEqual([running_night, last_run.status, last_run.run], [null, 'partial', seen.run]);
});

test('status tells what the last night took and cost', async () => {
  await opened.app.nightly.run(nightOptions());
  const { stdout } = await runCommand(['status'], { env: databaseEnv(opened.location) });
  assert.match(stdout, /Last night {6}[\d-]+, success: .* 6 answers new, 0 rewritten; [\d.]+ s; 822 tokens, \$0\.0008/);
});

test('a run whose process was killed is shown as stopped, with where it was', async () => {
  const { database, nightly } = opened.app;
  await database.query(
    `WITH run AS (INSERT INTO nightly_worker_runs (status, queries_analyzed) VALUES ('failed', 149) RETURNING id)
     INSERT INTO night_stages (run_id, stage, status, started_at, seconds, done, total)
     SELECT id, stage, status, now() + pause, 1, done, total FROM run, (VALUES
       ('embed', 'success', interval '0 s', 20, 20), ('write', 'running', interval '1 s', 3, 8)) AS s (stage, status, pause, done, total)`,
  );
  const { running_night, last_run } = await status();
  assert.deepEqual([running_night, last_run.status], [null, 'stopped']);
  const { stdout } = await runCommand(['status'], { env: databaseEnv(opened.location) });
  assert.match(
    stdout,
    /Last night {6}[\d-]+, stopped: 149 questions.*\n +Its process was stopped at "write": 3 of 8; the next/,
  );
  await nightly.run(nightOptions());
  const [killed] = await runRows(database);
  assert.equal(killed.error_message, 'The run did not finish: its process was stopped at "write".');
  const [{ n }] = await database.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM night_stages WHERE status = 'running'",
  );
  assert.equal(n, 0);
});

test('a run whose process was killed counts, once it is closed, what it saved after it last wrote how far it was', async () => {
  const { database, nightly } = opened.app;
  const close = async () => {
    await nightly.run(nightOptions({ budget: { minutes: 1e-9 } }));
    const [run] = await runRows(database);
    return [run.golden_answers_generated, run.golden_answers_updated, run.error_message];
  };
  await database.query(
    `WITH run AS (INSERT INTO nightly_worker_runs (status, golden_answers_generated) VALUES ('failed', 1) RETURNING id),
       answer AS (
         INSERT INTO golden_answers (cluster_id, canonical_question, answer, edited_at)
         SELECT n, 'Who?', 'Me.', now() FROM generate_series(901, 903) AS n RETURNING id, cluster_id),
       of_run AS (SELECT answer.id, 1 AS version, run.id AS run_id FROM answer, run WHERE cluster_id < 903
         UNION ALL SELECT answer.id, 2, run.id FROM answer, run WHERE cluster_id = 903
         UNION ALL SELECT answer.id, 1, NULL FROM answer WHERE cluster_id = 903)
     INSERT INTO answer_versions (golden_answer_id, version, run_id, change, canonical_question, answer, sources, status)
     SELECT id, version, run_id, 'written', 'Who?', 'Me.', '[]', 'published' FROM of_run`,
  );
  const stopped = 'The run did not finish: its process was stopped.';
  assert.deepEqual(await close(), [2, 1, stopped]);
  await forgetNights(database);
  await database.query("INSERT INTO nightly_worker_runs (status) VALUES ('failed')");
  await database.query(
    "INSERT INTO matchers (embedding_model, parameters, report, fingerprint) VALUES ('m', '{}', '{}', 'f')",
  );
  assert.deepEqual(await close(), [0, 0, `${stopped} What it had trained is published.`]);
});

test('a night told to stop softly saves the answer it is at, asks for no other, and the next one goes on', async () => {
  const { database, nightly } = opened.app;
  const stop = new AbortController();
  model.answerBy((request) => {
    if (model.requests.length === 3) stop.abort(new Error('Ctrl-C'));
    return honestAnswer(request);
  });
  const report = await nightly.run(nightOptions(), { stopSoftly: stop.signal });
  assert.deepEqual([report.status, report.created + report.gaps.length, model.requests.length], ['partial', 3, 3]);
  assert.equal(report.matcher, undefined, 'it is quick: nothing is trained');
  assert.match(report.errors.join('\n'), /5 answers were left for the next run.*stopped/);
  const stages = await stageRows(database);
  assert.deepEqual([stages.at(-1)!.stage, stages.at(-1)!.status, stages.at(-1)!.done], ['write', 'stopped', 3]);
  const [row] = await runRows(database);
  assert.deepEqual([row.status, row.golden_answers_generated], ['partial', report.created]);
  model.requests.length = 0;
  model.answerBy(honestAnswer);
  const next = await nightly.run(nightOptions());
  assert.deepEqual([next.status, next.created + next.kept], ['success', 6]);
  assert.equal(next.kept, report.created);
});

test('a night whose progress cannot be written goes on, and says so at its end when that cannot be written either', async () => {
  const { database, nightly, golden } = opened.app;
  let hidden: Promise<unknown> | undefined;
  const report = await nightly.run(nightOptions(), {
    onProgress: ({ stage }) => {
      if (stage === 'embed') hidden ??= database.query('ALTER TABLE night_stages RENAME TO hidden');
    },
  });
  await hidden;
  await database.query('ALTER TABLE hidden RENAME TO night_stages');
  assert.deepEqual([report.status, report.created], ['partial', 6]);
  assert.match(report.errors.join('\n'), /could not be recorded/);
  await golden.refresh();
  assert.equal((await golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
  assert.equal((await runRows(database))[0].ended_at, null);
  // The next run finds the row open, and nobody who could close it.
  assert.equal((await nightly.run(nightOptions())).status, 'success');
  const [first] = await runRows(database);
  assert.ok(first.ended_at);
  assert.match(first.error_message!, /its process was stopped/);
});

test('a database that is away for a while loses a write of the progress, and the next holds it all', async () => {
  const postgres = await StoppablePostgres.open();
  const database = openDatabase(postgres.location, createLog('silent'));
  try {
    const report = emptyReport(false);
    const record = await RunRecord.open(database, report, createLog('silent'));
    const row = { started_at: new Date(), seconds: 1, counts: {}, tokens: 5, cost_usd: undefined };
    record.add({ ...row, stage: 'read', status: 'success' });
    await waitFor(async () => (await stageRows(database)).length === 1, 'the first stage is written');
    await postgres.stop();
    record.add({ ...row, stage: 'embed', status: 'success' });
    const writing = { ...row, stage: 'write' as const, status: 'running' as const, done: 1, total: 2 };
    record.add(writing);
    await assert.rejects(database.query('UPDATE golden_state SET version = version'), { code: 'database-unavailable' });
    await postgres.start();
    record.touch();
    await waitFor(async () => (await stageRows(database)).length === 3, 'all stages are written');
    report.status = 'success';
    Object.assign(writing, { done: 2, status: 'success' });
    await record.finish();
    const stages = await stageRows(database);
    assert.deepEqual(
      stages.map(({ status, done, cost_usd }) => [status, done, cost_usd]),
      [
        ['success', null, null],
        ['success', null, null],
        ['success', 2, null],
      ],
    );
    assert.equal((await runRows(database))[0].status, 'success');
  } finally {
    await database.close();
    await postgres.close();
  }
});
