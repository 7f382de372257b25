import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import { dumpTables, NOISE, nightOptions, PAGES, QUESTIONS, runRows, UNTIL, writeLog } from '../support/night-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestApp;
let folder: TempFolder;
let asked: number;
let report: NightReport;
before(async () => {
  opened = await openTestApp();
  folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  asked = await writeLog(opened.app.database);
});
after(async () => {
  await opened.close();
  await folder.remove();
});

interface AnswerRow {
  id: number;
  cluster_id: number;
  canonical_question: string;
  answer: string;
  language: string;
  sources: { path: string; contentHash: string }[];
  metadata: { model: string };
}
const answers = () => opened.app.database.query<AnswerRow>('SELECT * FROM golden_answers ORDER BY id');
const WORDINGS = Object.values(QUESTIONS).flat();

test('a dry run reads and clusters, and writes nothing, not even its own row', async () => {
  const { app } = opened;
  const before = await dumpTables(app.database);
  const dry = await app.nightly.run(nightOptions({ dryRun: true }));
  assert.deepEqual(
    [dry.status, dry.dryRun, dry.analysed, dry.clusters, dry.picked.length, dry.created],
    ['success', true, asked, 8, 8, 0],
  );
  assert.deepEqual(await dumpTables(app.database), before);
  assert.deepEqual(await runRows(app.database), []);
  assert.match(describeNight(dry), /dry run/i);
});

test('a night answers what the knowledge base answers and lists the rest as gaps', async () => {
  const { app } = opened;
  report = await app.nightly.run(nightOptions());
  assert.deepEqual(report.errors, []);
  assert.equal(report.status, 'success');
  assert.deepEqual(
    [report.analysed, report.distinct, report.clusters, report.created, report.updated],
    [asked, WORDINGS.length + 3, 8, 6, 0],
  );
  assert.deepEqual(report.left, { 'small-talk': 2, empty: 1, personal: 1, 'follow-up': 1 });
  assert.equal(report.outliers, 3);
  assert.deepEqual(report.gaps.map(({ question }) => /surf|yoga/i.exec(question)?.[0].toLowerCase()).sort(), [
    'surf',
    'yoga',
  ]);
  for (const gap of report.gaps) assert.deepEqual([gap.asked, gap.users, gap.language], [18, 11, 'en']);
});

test('what is in no cluster is published as a rival, and where merging stopped is kept', async () => {
  const { database } = opened.app;
  const lone = await database.query<{ cluster_id: number | null }>(
    'SELECT p.cluster_id FROM lone_questions l JOIN phrasings p ON p.id = l.phrasing_id',
  );
  assert.deepEqual(
    lone.map(({ cluster_id }) => cluster_id),
    [null, null, null],
  );
  assert.equal(report.cut, undefined, 'the test gives the cut');
});

test('every answer rests on the right page, by the hash of a chunk that is there', async () => {
  const rows = await answers();
  assert.deepEqual(rows.map((row) => row.sources[0].path).sort(), Object.keys(PAGES).sort());
  const chunks = await opened.app.database.query<{ content_hash: string }>('SELECT content_hash FROM knowledge_chunks');
  const hashes = new Set(chunks.map((chunk) => chunk.content_hash));
  for (const row of rows) {
    assert.equal(row.language, row.sources[0].path.slice(0, 2));
    assert.equal(row.metadata.model, 'offline');
    for (const source of row.sources) assert.ok(hashes.has(source.contentHash));
  }
});

test('the row of the run has the true counts', async () => {
  const [row, ...others] = await runRows(opened.app.database);
  assert.deepEqual(others, []);
  assert.equal(row.status, 'success');
  assert.deepEqual(
    [
      row.queries_analyzed,
      row.clusters_found,
      row.golden_answers_generated,
      row.golden_answers_updated,
      row.cultural_chunks_regenerated,
      row.total_tokens_used,
    ],
    [asked, 8, (await answers()).length, 0, 0, 0],
  );
  assert.equal(row.error_message, null);
  assert.ok(row.execution_time_seconds! > 0);
});

test('the summary is for a person to read', () => {
  const summary = describeNight(report);
  for (const part of ['success', `${asked} read`, '8 (8 new)', '6 new, 0 rewritten', 'surfboard', '1 personal'])
    assert.ok(summary.includes(part), `${part} in:\n${summary}`);
});

test('each user of each wording is one row of the mapping', async () => {
  const rows = await opened.app.database.query<{ query_text: string; user_id: string; similarity_score: number }>(
    'SELECT * FROM query_clusters',
  );
  assert.equal(rows.length, WORDINGS.length * 3);
  assert.deepEqual([...new Set(rows.map((row) => row.query_text))].sort(), [...WORDINGS].sort());
  for (const row of rows) assert.ok(row.similarity_score > 0.5 && row.similarity_score <= 1);
  assert.ok(!rows.some((row) => NOISE.includes(row.query_text)));
});

test('all wordings of the answered questions are served next day, and no gap or noise is', async () => {
  const { golden } = opened.app;
  await golden.refresh();
  for (const [name, texts] of Object.entries(QUESTIONS)) {
    for (const text of texts) {
      const { outcome, answer } = await golden.lookupGoldenAnswer(text);
      const expected = ['surf', 'yoga'].includes(name) ? undefined : name;
      assert.equal(answer && /([a-z]+)\.md/.exec(answer.sources[0].path)?.[1], expected, `${text}: ${outcome}`);
    }
  }
  for (const text of NOISE) assert.notEqual((await golden.lookupGoldenAnswer(text)).outcome, 'hit', text);
  const lookups = Object.values(QUESTIONS).flat().length + NOISE.length;
  const written = () => opened.app.database.query<{ n: number }>('SELECT count(*)::int AS n FROM lookups');
  await waitFor(async () => (await written())[0].n === lookups, 'the lookups are written');
});

test('the same night again changes nothing but its own row', async () => {
  const { app } = opened;
  const before = await dumpTables(app.database);
  const again = await app.nightly.run(nightOptions());
  assert.deepEqual(
    [again.status, again.created, again.updated, again.kept, again.matcherReplaced],
    ['success', 0, 0, 6, false],
  );
  assert.deepEqual(
    [again.analysed, again.clusters, again.outliers],
    [report.analysed, report.clusters, report.outliers],
  );
  assert.deepEqual(await dumpTables(app.database), before);
  const runs = await runRows(app.database);
  assert.deepEqual(
    runs.map((row) => [row.status, row.golden_answers_generated]),
    [
      ['success', 6],
      ['success', 0],
    ],
  );
});

test('clusters and answers keep their ids when the log grows', async () => {
  const { app } = opened;
  const before = await answers();
  const clusterOf = async () =>
    new Map(
      (
        await app.database.query<{ text: string; cluster_id: number | null }>('SELECT text, cluster_id FROM phrasings')
      ).map((row) => [row.text, row.cluster_id]),
    );
  const old = await clusterOf();
  await writeLog(app.database, {
    kitas: ['What is a KITAS exactly?', 'Can you tell me what a KITAS is please?'],
    levy: ['How much is the Bali tourist levy now?'],
    scooter: [
      'Which licence do I need for a scooter?',
      'what licence do I need for a scooter',
      'licence needed for a scooter?',
    ],
  });
  const grown = await app.nightly.run(nightOptions());
  assert.equal(grown.status, 'success');
  assert.deepEqual(grown.changes?.vanished, []);
  assert.ok((grown.changes?.grown.length ?? 0) >= 1);
  const now = await clusterOf();
  for (const text of WORDINGS) assert.equal(now.get(text), old.get(text), text);
  assert.equal(now.get('Can you tell me what a KITAS is please?'), old.get('What is a KITAS?'));
  const after = new Map((await answers()).map((row) => [row.id, row.answer]));
  for (const row of before) assert.equal(after.get(row.id), row.answer);
});

test('an answer is written again when its page has changed, and only that one', async () => {
  const { app } = opened;
  const before = await answers();
  await folder.write(
    'en/levy.md',
    '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 200,000 once.',
  );
  await app.knowledge.ingest(folder.path);
  const next = await app.nightly.run(nightOptions());
  assert.deepEqual([next.created, next.updated, next.kept], [0, 1, before.length - 1]);
  const now = await answers();
  assert.deepEqual(
    now.map((row) => row.id),
    before.map((row) => row.id),
  );
  assert.deepEqual(
    now.filter((row, i) => row.answer !== before[i].answer).map((row) => row.answer),
    ['Every foreign visitor pays the Bali tourist levy of IDR 200,000 once.'],
  );
});

test('an answer whose page is gone is not served any more', async () => {
  const { app } = opened;
  await folder.write('en/levy.md', '# Nothing\n\nThis page says nothing of it.');
  await app.knowledge.ingest(folder.path);
  const next = await app.nightly.run(nightOptions());
  assert.ok(
    next.gaps.some(({ question }) => /levy/i.test(question)),
    'it is a gap now',
  );
  await app.golden.refresh();
  const { outcome, answer } = await app.golden.lookupGoldenAnswer('How much is the Bali tourist levy?');
  assert.notEqual(outcome, 'hit', `still served: ${answer?.answer}`);
});

test('a week without questions is a success that keeps what is served', async () => {
  const { app } = opened;
  const rows = await answers();
  const decidedBy = () =>
    app.database.query('SELECT m.id, (SELECT count(*) FROM lone_questions) AS lone FROM matchers m WHERE active');
  const before = await decidedBy();
  const quiet = await app.nightly.run(nightOptions({ until: new Date(UNTIL.getTime() + 30 * 86_400_000) }));
  assert.deepEqual([quiet.status, quiet.analysed, quiet.created], ['success', 0, 0]);
  assert.deepEqual(await answers(), rows);
  assert.deepEqual(await decidedBy(), before, 'no bar is set, and no rival let go of, by a day on which nobody asked');
  await app.golden.refresh();
  assert.equal((await app.golden.lookupGoldenAnswer('What is a KITAS?')).outcome, 'hit');
});

test('nights over windows that move, so that questions leave and canonical questions change, all end well', async () => {
  for (const days of [6, 5, 4, 3, 2]) {
    const later = await opened.app.nightly.run(nightOptions({ days, until: UNTIL }));
    assert.equal(later.status, 'success', later.errors.join('\n'));
  }
});

test('a night without a question says so', async () => {
  const empty = await opened.app.nightly.run(nightOptions({ until: new Date('2020-01-01T00:00:00Z') }));
  assert.equal(empty.analysed, 0);
  assert.match(describeNight(empty), /no user messages/);
});
