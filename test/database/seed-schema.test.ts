import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { toVectorText } from '../../src/database/vectors.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** The seed's columns with the types it names, as PostgreSQL calls them. */
const COLUMNS: Record<string, Record<string, string>> = {
  golden_answers: {
    id: 'integer',
    cluster_id: 'integer',
    canonical_question: 'text',
    answer: 'text',
    sources: 'jsonb',
    metadata: 'jsonb',
    created_at: 'timestamp',
    updated_at: 'timestamp',
  },
  query_clusters: {
    id: 'integer',
    cluster_id: 'integer',
    query_text: 'text',
    embedding: 'vector',
    similarity_score: 'double precision',
    user_id: 'text',
    created_at: 'timestamp',
  },
  cultural_knowledge: {
    id: 'integer',
    topic: 'text',
    content: 'text',
    trigger_keyword: 'text',
    language: 'text',
    when_to_use: 'text',
    metadata: 'jsonb',
    created_at: 'timestamp',
    updated_at: 'timestamp',
  },
  nightly_worker_runs: {
    id: 'integer',
    run_date: 'date',
    status: 'text',
    queries_analyzed: 'integer',
    clusters_found: 'integer',
    golden_answers_generated: 'integer',
    golden_answers_updated: 'integer',
    cultural_chunks_regenerated: 'integer',
    total_tokens_used: 'integer',
    execution_time_seconds: 'double precision',
    error_message: 'text',
    created_at: 'timestamp',
  },
};

let opened: TestDatabase;
let database: Database;

before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});

after(() => opened?.close());

for (const [table, columns] of Object.entries(COLUMNS)) {
  test(`${table} has the seed's columns first, in its order and of its types`, async () => {
    const rows = await database.query<{ name: string; type: string }>(
      `SELECT attname AS name, regexp_replace(format_type(atttypid, atttypmod), '\\(.*\\)| with.* time zone', '', 'g') AS type
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    );
    const found = rows.slice(0, Object.keys(columns).length).map((row) => [row.name, row.type]);
    assert.deepEqual(found, Object.entries(columns));
  });

  test(`${table} numbers its rows itself, and the number is its primary key`, async () => {
    const [key] = await database.query(
      `SELECT pg_get_serial_sequence($1, 'id') IS NOT NULL AS serial, pg_get_constraintdef(oid) AS key FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'`,
      [table],
    );
    assert.deepEqual(key, { serial: true, key: 'PRIMARY KEY (id)' });
  });
}

for (const [table, index] of [
  ['golden_answers', 'btree (cluster_id)'],
  ['golden_answers', 'btree (created_at DESC)'],
  ['query_clusters', 'btree (cluster_id)'],
  ['query_clusters', 'btree (user_id)'],
  ['query_clusters', 'hnsw (embedding vector_cosine_ops)'],
] as const) {
  test(`${table} has an index: ${index}`, async () => {
    const rows = await database.query<{ indexdef: string }>('SELECT indexdef FROM pg_indexes WHERE tablename = $1', [
      table,
    ]);
    assert.ok(
      rows.some((row) => row.indexdef.replace(/ WITH \(.*\)$/, '').endsWith(`USING ${index}`)),
      rows.map((row) => row.indexdef).join('\n'),
    );
  });
}

test('the four seeded chunks are whole: keyword, language, when to use, and what the text says of them', async () => {
  const rows = await database.query<Record<string, string>>(
    'SELECT * FROM cultural_knowledge WHERE id <= 4 ORDER BY topic',
  );
  assert.deepEqual(
    rows.map((row) => row.topic),
    ['bureaucracy_patience', 'face_saving', 'greetings', 'tri_hita_karana'],
  );
  const content = Object.fromEntries(rows.map((row) => [row.topic, row.content]));
  assert.match(content.greetings!, /Selamat datang/);
  assert.match(content.face_saving!, /Tidak apa-apa/);
  assert.match(content.tri_hita_karana!, /Tri Hita Karana/);
  for (const row of rows) {
    assert.ok(row.trigger_keyword && row.when_to_use, row.topic);
    assert.match(row.language!, /^(id|en)$/);
  }
});

for (const [table, insert] of [
  ['golden_answers', "INSERT INTO golden_answers (cluster_id, canonical_question, answer) VALUES (1, 'q', 'a')"],
  ['cultural_knowledge', "INSERT INTO cultural_knowledge (topic, content) VALUES ('t', 'c')"],
] as const) {
  test(`updated_at of ${table} changes on every update and created_at on none, even when an update sets it`, async () => {
    type Times = { id: number; created_at: Date; updated_at: Date };
    const [made] = await database.query<Times>(`${insert} RETURNING *`);
    assert.deepEqual(made!.created_at, made!.updated_at);
    await database.query('SELECT pg_sleep(0.01)');
    const [changed] = await database.query<Times>(
      `UPDATE ${table} SET metadata = '{"a": 1}', updated_at = '2000-01-01' WHERE id = $1 RETURNING *`,
      [made!.id],
    );
    assert.ok(
      changed!.updated_at > made!.updated_at,
      `${changed!.updated_at.toISOString()} after ${made!.updated_at.toISOString()}`,
    );
    assert.deepEqual(changed!.created_at, made!.created_at);
  });
}

test('a run ends in one of three ways', async () => {
  for (const status of ['success', 'partial', 'failed'])
    await database.query('INSERT INTO nightly_worker_runs (status) VALUES ($1)', [status]);
  await assert.rejects(database.query("INSERT INTO nightly_worker_runs (status) VALUES ('running')"), {
    code: '23514',
  });
});

test('a similarity is a share from 0 to 1, or a cosine below', async () => {
  for (const score of [0, 0.85, 1, -0.2, null])
    await database.query("INSERT INTO query_clusters (cluster_id, query_text, similarity_score) VALUES (1, 'q', $1)", [
      score,
    ]);
  for (const score of [1.5, -2, Number.NaN])
    await assert.rejects(
      database.query("INSERT INTO query_clusters (cluster_id, query_text, similarity_score) VALUES (1, 'q', $1)", [
        score,
      ]),
      {
        code: '23514',
      },
    );
});

test('the HNSW index serves the nearest neighbours by cosine, in the order that a full scan gives', async () => {
  await database.query('DELETE FROM query_clusters');
  const direction = (i: number) =>
    Float32Array.from({ length: 384 }, (_, axis) => Math.sin((i + 1) * (axis + 1) * 0.7));
  for (let i = 0; i < 200; i++)
    await database.query('INSERT INTO query_clusters (cluster_id, query_text, embedding) VALUES ($1, $2, $3)', [
      i,
      `q${i}`,
      toVectorText(direction(i)),
    ]);
  await database.query("INSERT INTO query_clusters (cluster_id, query_text) VALUES (999, 'without a vector')");

  const nearest = 'SELECT cluster_id FROM query_clusters ORDER BY embedding <=> $1 LIMIT 5';
  const near = direction(17.01);
  await database.transaction(async (tx) => {
    await tx.query('SET LOCAL enable_indexscan = off');
    const byScan = await tx.query(nearest, [toVectorText(near)]);
    await tx.query('SET LOCAL enable_indexscan = on');
    await tx.query('SET LOCAL enable_seqscan = off');
    // That its operators and its order are right is what this shows, so it is told to look at all of these regular vectors. How
    // many of the nearest it finds of real ones stands in benchmarks/README.md; no answer that is served rests on it.
    await tx.query('SET LOCAL hnsw.ef_search = 200');
    const plan = await tx.query(`EXPLAIN ${nearest}`, [toVectorText(near)]);
    assert.match(JSON.stringify(plan), /Index Scan using idx_query_clusters_embedding/);
    const byIndex = await tx.query(nearest, [toVectorText(near)]);
    assert.equal(byIndex[0]!.cluster_id, 17);
    assert.deepEqual(byIndex, byScan);
  });
});

test('a vector of another length is refused', async () => {
  await assert.rejects(
    database.query("INSERT INTO query_clusters (cluster_id, query_text, embedding) VALUES (1, 'q', '[1,2,3]')"),
    { code: '22000' },
  );
});
