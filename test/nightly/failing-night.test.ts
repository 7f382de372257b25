import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import type { NightOptions } from '../../src/nightly/night-options.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import { dumpTables, forgetNights, honestAnswer, nightOptions, runRows, writeLog } from '../support/night-case.ts';
import type { ScriptedModelServer } from '../support/scripted-model-server.ts';
import type { TestApp } from '../support/test-app.ts';
import { openWritingNight } from '../support/writing-night-case.ts';

let opened: TestApp;
let model: ScriptedModelServer;
let close: () => Promise<void>;
before(async () => {
  ({ opened, model, close } = await openWritingNight(20_000));
});
after(() => close());
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await writeLog(opened.app.database);
  model.requests.length = 0;
});

const count = async (table: string) =>
  (await opened.app.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0].n;
/** Has so many more users ask a question. */
const askMore = (text: string, users: number) =>
  opened.app.database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT 'extra' || n, jsonb_build_array(jsonb_build_object('role', 'user', 'content', $1::text)), '2026-10-10'
     FROM generate_series(1, $2::int) AS n`,
    [text, users],
  );
async function runNights(nights: number, changes: Partial<NightOptions> = {}): Promise<NightReport[]> {
  const reports: NightReport[] = [];
  for (let i = 0; i < nights; i++) reports.push(await opened.app.nightly.run(nightOptions(changes)));
  return reports;
}
const asksFor = (pattern: RegExp) => (request: Parameters<typeof honestAnswer>[0]) =>
  pattern.test(request.turns.at(-1)!.content);

test('a model writes the answers, and its tokens and their cost are counted', async () => {
  model.answerBy(honestAnswer);
  const report = await opened.app.nightly.run(nightOptions());
  assert.deepEqual([report.status, report.created, report.gaps.length, model.requests.length], ['success', 6, 2, 8]);
  assert.equal(report.tokens, 6 * 120 + 2 * 51);
  const [row] = await runRows(opened.app.database);
  assert.equal(row.total_tokens_used, report.tokens);
  assert.ok(Math.abs((report.cost ?? 0) - report.tokens / 1e6) < 1e-9);
  assert.equal(row.cost_usd, report.cost);
  assert.match(describeNight(report), /822 tokens, \$0\.0008/);
  const [{ metadata }] = await opened.app.database.query<{ metadata: { model: string; tokens: number } }>(
    'SELECT metadata FROM golden_answers',
  );
  assert.deepEqual([metadata.model, metadata.tokens], ['openai:writer', 120]);
});

test('the same night again asks the model only for what has no answer, and changes nothing but its row', async () => {
  model.answerBy(honestAnswer);
  await opened.app.nightly.run(nightOptions());
  const before = await dumpTables(opened.app.database);
  model.requests.length = 0;
  await opened.app.nightly.run(nightOptions());
  assert.ok(
    model.requests.every((request) => /surf|yoga/i.test(request.turns.at(-1)!.content)),
    'no answer that stands is asked for',
  );
  assert.deepEqual(await dumpTables(opened.app.database), before);
});

test('one answer that fails makes the run partial, the others stand, and the next run writes what is missing', async () => {
  const fails = asksFor(/NPWP/i);
  model.answerBy((request) => (fails(request) ? { status: 400, message: 'no credit' } : honestAnswer(request)));
  const first = await opened.app.nightly.run(nightOptions());
  assert.deepEqual([first.status, first.created, first.errors.length], ['partial', 5, 1]);
  assert.match(first.errors[0], /NPWP.*no credit/s);
  const [row] = await runRows(opened.app.database);
  assert.equal(row.status, 'partial');
  assert.match(row.error_message!, /NPWP/);
  model.answerBy(honestAnswer);
  const next = await opened.app.nightly.run(nightOptions());
  assert.deepEqual([next.status, next.created, next.kept], ['success', 1, 5]);
});

test('a model that is away ends the writing early, the run is partial, and nothing wrong is served', async () => {
  model.script({ status: 401, message: 'wrong key' });
  const report = await opened.app.nightly.run(nightOptions());
  assert.deepEqual([report.status, report.created], ['partial', 0]);
  assert.ok(model.requests.length < 8, 'it is not asked for all of them');
  assert.match(report.errors.join('\n'), /were not tried/);
  await opened.app.golden.refresh();
  assert.equal((await opened.app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'miss');
  model.answerBy(honestAnswer);
  assert.equal((await opened.app.nightly.run(nightOptions())).created, 6);
  await opened.app.golden.refresh();
  assert.equal((await opened.app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
});

for (const [what, text] of [
  ['a number that no source has', 'A KITAS is a limited stay permit for foreigners. It costs IDR 987,654.'],
  [
    'a claim that no source has',
    'A KITAS is a limited stay permit for foreigners. Our office opens on Sundays and serves breakfast.',
  ],
]) {
  test(`an answer with ${what} is refused and listed as a gap`, async () => {
    const lies = asksFor(/KITAS/i);
    model.answerBy((request) => (lies(request) ? { text } : honestAnswer(request)));
    const report = await opened.app.nightly.run(nightOptions());
    assert.equal(report.created, 5);
    const gap = report.gaps.find(({ question }) => /KITAS/i.test(question));
    assert.match(gap!.reason, /refused/);
    const rows = await opened.app.database.query<{ answer: string }>('SELECT answer FROM golden_answers');
    assert.ok(!rows.some(({ answer }) => answer.includes('987') || answer.includes('breakfast')));
  });
}

for (const stage of ['embed', 'cluster', 'write', 'train'] as const) {
  test(`a night stopped while it is at "${stage}" is partial, serves nothing half-made, and the next run completes it`, async () => {
    model.answerBy(honestAnswer);
    const { app } = opened;
    const stop = new AbortController();
    let written = 0;
    const report = await app.nightly.run(nightOptions(), {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.stage !== stage) return;
        if (stage !== 'write' || (progress.done !== undefined && ++written === 3)) stop.abort(new Error('killed'));
      },
    });
    assert.equal(stop.signal.aborted, true);
    if (stage !== 'train') assert.equal(report.status, 'partial');
    if (stage === 'write') assert.ok((await count('golden_answers')) > 0, 'what was written stays');
    if (report.status === 'partial') {
      assert.match((await runRows(app.database))[0].error_message!, /stopped/);
      await app.golden.refresh();
      assert.deepEqual([await count('published_phrasings'), await count('query_clusters')], [0, 0]);
      assert.notEqual((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
    }
    const next = await app.nightly.run(nightOptions());
    assert.deepEqual([next.status, next.created + next.kept, await count('golden_answers')], ['success', 6, 6]);
    await app.golden.refresh();
    assert.equal((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
  });
}

test('at most as many clusters as asked for are answered, those asked most', async () => {
  model.answerBy(honestAnswer);
  await askMore('What is a KITAS?', 5);
  const report = await opened.app.nightly.run(nightOptions({ maxGolden: 1 }));
  assert.deepEqual(
    report.picked.map(({ asked, users }) => [asked, users]),
    [[23, 16]],
  );
  assert.deepEqual(
    model.requests.map((request) => /KITAS/i.test(request.turns.at(-1)!.content)),
    [true],
  );
});

test('each night answers what the last left, and what nothing answers does not stand in its way', async () => {
  model.answerBy(honestAnswer);
  await askMore('Where can I rent a surfboard in Canggu?', 5);
  const nights = await runNights(5, { maxGolden: 2 });
  assert.deepEqual(
    nights.map(({ created, gaps, kept }) => [created + gaps.length, kept]),
    [
      [2, 0],
      [2, nights[0].created],
      [2, nights[0].created + nights[1].created],
      [2, nights[0].created + nights[1].created + nights[2].created],
      [2, 6],
    ],
  );
  assert.match(nights[0].gaps[0].question, /surfboard/, 'it is asked most');
  assert.equal(await count('golden_answers'), 6);
  // When nothing else is left, what could not be answered is tried again, what waits longest first.
  assert.deepEqual(
    nights[4].picked.map(({ question }) => /surf|yoga/i.exec(question)?.[0].toLowerCase()),
    ['surf', 'yoga'],
  );
  const rows = await opened.app.database.query<{ failures: number }>('SELECT failures FROM unanswered_clusters');
  assert.deepEqual(
    rows.map(({ failures }) => failures),
    [0, 0],
  );
});

test('what could not be answered is answered once it can be, and is remembered no longer', async () => {
  model.answerBy(honestAnswer);
  await runNights(1);
  model.answerBy((request) =>
    honestAnswer({ ...request, turns: [{ ...request.turns.at(-1)!, content: 'What is a KITAS?' }] }),
  );
  const [night] = await runNights(1);
  assert.deepEqual([night.created, night.kept, night.gaps.length], [2, 6, 0]);
  assert.equal(await count('unanswered_clusters'), 0);
});

test('three answers that always fail hold up the others for two nights only', async () => {
  const fails = asksFor(/NPWP|KITAS|levy/i);
  model.answerBy((request) => (fails(request) ? { status: 400, message: 'not this one' } : honestAnswer(request)));
  for (const text of ['How do I get an NPWP?', 'What is a KITAS?', 'How much is the Bali tourist levy?'])
    await askMore(text, 5);
  const nights = await runNights(3, { maxGolden: 3 });
  assert.deepEqual(
    nights.map(({ created, gaps, errors }) => [created + gaps.length, errors.length > 0]),
    [
      [0, true],
      [0, true],
      [3, false],
    ],
  );
});

test('a model that was away for one night has not changed what comes first', async () => {
  await askMore('What is a KITAS?', 5);
  model.script({ status: 401, message: 'wrong key' });
  await runNights(1, { maxGolden: 1 });
  model.answerBy(honestAnswer);
  const [next] = await runNights(1, { maxGolden: 1 });
  assert.match(next.picked[0].question, /KITAS/);
  assert.equal(next.created, 1);
});

test('a question that only two people ask, however often, is not answered for everybody', async () => {
  model.answerBy(honestAnswer);
  await opened.app.database.query('DELETE FROM conversations');
  await opened.app.database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT 'u' || n % 2, '[{"role":"user","content":"What is a KITAS?"}]', '2026-10-10' FROM generate_series(1, 30) AS n`,
  );
  const report = await opened.app.nightly.run(nightOptions());
  assert.deepEqual([report.clusters, report.picked.length, report.created, model.requests.length], [1, 0, 0, 0]);
});

test("the seed's clustering can be asked for", async () => {
  model.answerBy(honestAnswer);
  const report = await opened.app.nightly.run(nightOptions({ clustering: { method: 'dbscan', epsilon: 0.25 } }));
  assert.equal(report.status, 'success');
  assert.ok(report.clusters > 0);
});

test('two nights at once: one works, the other says so and changes nothing; a dry run may run beside it', async () => {
  model.answerBy(honestAnswer);
  const { nightly, database } = opened.app;
  const outcomes = await Promise.allSettled([nightly.run(nightOptions()), nightly.run(nightOptions())]);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code);
  assert.deepEqual(refused, ['night-runs']);
  assert.deepEqual([await count('golden_answers'), (await runRows(database)).length], [6, 1]);
  const lock = await database.tryLock('night');
  assert.ok(lock, 'the night has let go');
  assert.equal((await nightly.run(nightOptions({ dryRun: true }))).status, 'success');
  await lock.release();
});

test('what was marked as wrong of a cluster is known of the one that takes it in', async () => {
  model.answerBy(honestAnswer);
  const { database, golden } = opened.app;
  await opened.app.nightly.run(nightOptions({ clustering: { method: 'linkage', cut: 0.05 } }));
  await golden.refresh();
  const clusters = await database.query<{ cluster_id: number }>(
    'SELECT DISTINCT cluster_id FROM phrasings WHERE cluster_id IS NOT NULL',
  );
  for (const { cluster_id } of clusters)
    await database.query(
      "INSERT INTO counter_examples (cluster_id, normalised, text) SELECT $1::int, lower(text), text FROM (SELECT 'Wrong for ' || $1::int AS text) AS marked",
      [cluster_id],
    );
  const { changes = assert.fail() } = await opened.app.nightly.run(
    nightOptions({ clustering: { method: 'linkage', cut: 0.4 } }),
  );
  assert.ok(changes.merged.length > 0);
  for (const { id, into } of changes.merged) {
    const rows = await database.query('SELECT text FROM counter_examples WHERE cluster_id = $1 AND text = $2', [
      into,
      `Wrong for ${id}`,
    ]);
    assert.equal(rows.length, 1);
  }
});
