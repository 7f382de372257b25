import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../src/database/database.ts';
import { SEED_STATEMENTS } from '../support/seed-statements.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

const SEED = fileURLToPath(new URL('../../../shared/seed.txt', import.meta.url));
/** The seed's four and six more, each in English and Indonesian. */
const TOPICS = [
  ...['bureaucracy_patience', 'face_saving', 'flexible_expectations', 'greetings', 'hierarchy', 'language_barriers'],
  ...['meeting_etiquette', 'ramadan_business', 'relationship_capital', 'tri_hita_karana'],
].flatMap((topic) => [topic, topic]);

let opened: TestDatabase;
let database: Database;

before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});

after(() => opened?.close());

/** Rows of a statement. What count() and sum() give comes as text, as the driver gives big numbers. */
const run = (name: keyof typeof SEED_STATEMENTS) => database.query(SEED_STATEMENTS[name]);

test('the statements here are those of the seed, all of them', {
  skip: !existsSync(SEED) && `${SEED} is not here`,
}, () => {
  const blocks = [...readFileSync(SEED, 'utf8').matchAll(/^```sql\n([\s\S]*?)\n```$/gm)].map((match) => match[1]);
  assert.deepEqual(Object.values(SEED_STATEMENTS), blocks);
});

// First on a database in which nothing has happened yet.

for (const name of [
  'goldenAnswersPerformance',
  'queryClusteringSummary',
  'executionHistory',
  'cacheHitRate',
  'lastRun',
] as const) {
  test(`${name} gives no rows before the first night`, async () => assert.deepEqual(await run(name), []));
}

test('savings gives one row of nothing before the first night', async () => {
  assert.deepEqual(await run('savings'), [{ total_cache_hits: null, cost_saved_usd: null }]);
});

for (const [name, count] of [
  ['culturalKnowledgeUsage', 'usage_count'],
  ['culturalUsage', 'times_used'],
] as const) {
  test(`${name} gives every chunk, none of them used yet`, async () => {
    const rows = await run(name);
    assert.deepEqual(rows.map((row) => row.topic).sort(), TOPICS);
    assert.deepEqual(
      rows.map((row) => row[count]),
      TOPICS.map(() => 0),
    );
  });
}

// Then after two nights.

test('after two nights there is something to ask for', async () => {
  await database.query(`
    INSERT INTO golden_answers (cluster_id, canonical_question, answer) VALUES
      (7, 'What is a KITAS?', 'A stay permit.'), (8, 'How do I get an NPWP?', 'At the tax office.'), (9, 'Never asked?', 'No.');
    INSERT INTO query_clusters (cluster_id, query_text, similarity_score, user_id, created_at) VALUES
      (8, 'npwp how', 0.5, 'a', '2026-10-10T08:00Z'),
      (7, 'what is a kitas', 1, 'a', '2026-10-10T09:00Z'), (7, 'kitas??', 0.8, 'b', '2026-10-11T09:00Z'), (7, 'apa itu kitas', 0.6, NULL, '2026-10-12T09:00Z'),
      (5, 'a cluster without an answer', NULL, 'c', '2026-10-09T09:00Z'), (5, 'another of it', NULL, 'c', '2026-10-09T10:00Z');
    INSERT INTO nightly_worker_runs (run_date, status, queries_analyzed, clusters_found, golden_answers_generated, total_tokens_used, execution_time_seconds, error_message, created_at) VALUES
      ('2026-10-17', 'success', 320, 21, 18, 90000, 41.5, NULL, '2026-10-17T03:01Z'),
      ('2026-10-16', 'failed', 10, 0, 0, 0, 0.25, 'no model', '2026-10-16T03:00Z');
    UPDATE cultural_knowledge SET metadata = jsonb_set(metadata, '{usage_count}', '12') WHERE topic = 'greetings' AND language = 'en';
    UPDATE cultural_knowledge SET metadata = metadata - 'usage_count' WHERE topic = 'face_saving' AND language = 'en'`);
});

for (const [name, from] of [
  ['goldenAnswersPerformance', 'the statement'],
  ['golden_answers_performance', 'the view of that name'],
] as const) {
  test(`${from} counts the questions mapped to each golden answer, most asked first`, async () => {
    const rows =
      name in SEED_STATEMENTS ? await run('goldenAnswersPerformance') : await database.query(`SELECT * FROM ${name}`);
    assert.deepEqual(Object.keys(rows[0]!), [
      'cluster_id',
      'canonical_question',
      'query_count',
      'avg_similarity',
      'last_updated',
    ]);
    assert.deepEqual(
      rows.map((row) => [row.cluster_id, row.canonical_question, row.query_count]),
      [
        [7, 'What is a KITAS?', '3'],
        [8, 'How do I get an NPWP?', '1'],
        [9, 'Never asked?', '0'],
      ],
    );
    assert.ok(Math.abs(Number(rows[0]!.avg_similarity) - 0.8) < 1e-9);
    assert.equal(rows[2]!.avg_similarity, null);
    assert.ok(rows[0]!.last_updated instanceof Date);
  });
}

for (const [name, from] of [
  ['queryClusteringSummary', 'the statement'],
  ['query_clustering_summary', 'the view of that name'],
] as const) {
  test(`${from} sums up each cluster, largest first`, async () => {
    const rows =
      name in SEED_STATEMENTS ? await run('queryClusteringSummary') : await database.query(`SELECT * FROM ${name}`);
    assert.deepEqual(Object.keys(rows[0]!), [
      'cluster_id',
      'queries_in_cluster',
      'avg_similarity',
      'first_query',
      'latest_query',
    ]);
    assert.deepEqual(
      rows.map((row) => [row.cluster_id, row.queries_in_cluster]),
      [
        [7, '3'],
        [5, '2'],
        [8, '1'],
      ],
    );
    assert.deepEqual(rows[0]!.first_query, new Date('2026-10-10T09:00Z'));
    assert.deepEqual(rows[0]!.latest_query, new Date('2026-10-12T09:00Z'));
  });
}

for (const [name, from] of [
  ['culturalKnowledgeUsage', 'the statement'],
  ['cultural_knowledge_usage', 'the view of that name'],
] as const) {
  test(`${from} lists the chunks by use, those without a count last`, async () => {
    const rows =
      name in SEED_STATEMENTS ? await run('culturalKnowledgeUsage') : await database.query(`SELECT * FROM ${name}`);
    assert.deepEqual(Object.keys(rows[0]!), ['topic', 'trigger_keyword', 'language', 'usage_count', 'last_used']);
    assert.deepEqual(
      rows.map((row) => row.usage_count),
      [12, ...Array(18).fill(0), null],
    );
    assert.equal(rows[0]!.topic, 'greetings');
    assert.equal(rows.at(-1)!.topic, 'face_saving');
  });
}

test('executionHistory gives the nights, last first', async () => {
  const rows = await run('executionHistory');
  assert.deepEqual(Object.keys(rows[0]!), [
    'run_date',
    'status',
    'queries_analyzed',
    'clusters_found',
    'golden_answers_generated',
    'total_tokens_used',
    'execution_time_seconds',
  ]);
  assert.deepEqual(
    rows.map(({ run_date, ...row }) => Object.values(row)),
    [
      ['success', 320, 21, 18, 90000, 41.5],
      ['failed', 10, 0, 0, 0, 0.25],
    ],
  );
});

test('executionHistory stops at ten and cacheHitRate at twenty', async () => {
  const tooMany = new Error('undo');
  const work = database.transaction(async (tx) => {
    await tx.query(
      "INSERT INTO nightly_worker_runs (run_date, status) SELECT '2020-01-01'::date + n, 'success' FROM generate_series(1, 30) n",
    );
    await tx.query(
      "INSERT INTO golden_answers (cluster_id, canonical_question, answer) SELECT 100 + n, 'q', 'a' FROM generate_series(1, 30) n",
    );
    assert.equal((await tx.query(SEED_STATEMENTS.executionHistory)).length, 10);
    const rows = await tx.query(SEED_STATEMENTS.cacheHitRate);
    assert.equal(rows.length, 20);
    assert.equal(rows[0]!.cluster_id, 7);
    throw tooMany;
  });
  await assert.rejects(work, (error) => error === tooMany);
});

test('cacheHitRate gives its four columns, most asked first', async () => {
  const rows = await run('cacheHitRate');
  assert.deepEqual(Object.keys(rows[0]!), ['cluster_id', 'canonical_question', 'query_count', 'avg_similarity']);
  assert.deepEqual(
    rows.map((row) => row.cluster_id),
    [7, 8, 9],
  );
});

test('lastRun gives the whole row of the last night', async () => {
  const [row, ...more] = await run('lastRun');
  assert.deepEqual(more, []);
  assert.equal(row!.status, 'success');
  assert.equal(row!.error_message, null);
  assert.equal(row!.golden_answers_updated, 0);
  assert.equal(row!.cultural_chunks_regenerated, 0);
});

test('savings counts every mapped question once, at 0.003 dollars each', async () => {
  const [row] = await run('savings');
  assert.equal(Number(row!.total_cache_hits), 4);
  assert.ok(Math.abs(Number(row!.cost_saved_usd) - 0.012) < 1e-9);
});

test('savings cannot count a mapped question twice: a cluster has one answer', async () => {
  await assert.rejects(
    database.query("INSERT INTO golden_answers (cluster_id, canonical_question, answer) VALUES (7, 'again', 'again')"),
    /unique/,
  );
});

test('culturalUsage gives each chunk with how often it was used', async () => {
  const rows = await run('culturalUsage');
  assert.deepEqual(Object.keys(rows[0]!), ['topic', 'times_used', 'language']);
  assert.deepEqual(
    rows.filter((row) => row.times_used !== null).map((row) => row.times_used),
    [12, ...Array(18).fill(0)],
  );
});
