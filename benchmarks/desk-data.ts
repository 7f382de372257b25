import type { Database } from '../src/database/database.ts';
import { toVectorBytes } from '../src/database/vectors.ts';

/** So much of everything is made up, beside what is there. */
export const MADE_UP = { answers: 10_000, lookups: 1_000_000, documents: 2_000, changes: 20_000 };

const PHRASINGS_EACH = 3;
const DIMENSIONS = 384;
const DAYS = 90;

/**
 * Fills a migrated database with answers, each with its cluster, its wordings and a version, a million lookups over 90 days, classified
 * documents and an audit. Few answers get most of the hits; some answers are drafts, paused, dismissed or stale, as it comes to be.
 * @param embeddingModel the id of the embedder that serves: the vectors are made up, and must count as its own.
 */
export async function fillDesk(
  database: Database,
  embeddingModel: string,
  onProgress: (what: string) => void,
): Promise<void> {
  onProgress('answers');
  const first = await makeAnswers(database);
  onProgress('wordings');
  await makePhrasings(database, first, embeddingModel);
  await makeLookups(database, onProgress);
  onProgress('documents and changes');
  await database.query(DOCUMENTS, [MADE_UP.documents]);
  await database.query(CHANGES, [MADE_UP.changes]);
  // What a server's autovacuum does by itself.
  await database.query('ANALYZE');
}

/** @returns the id of the first made-up cluster; those after it follow in one row. */
async function makeAnswers(database: Database): Promise<number> {
  const [{ first }] = await database.query<{ first: number }>(
    'SELECT coalesce(max(id), 0)::int + 1 AS first FROM clusters',
  );
  await database.query(CLUSTERS, [first, MADE_UP.answers]);
  await database.query("SELECT setval('clusters_id_seq', (SELECT max(id) FROM clusters))");
  await database.query(ANSWERS, [first]);
  await database.query(VERSIONS, [first]);
  return first;
}

async function makePhrasings(database: Database, first: number, embeddingModel: string): Promise<void> {
  const all = Array.from({ length: MADE_UP.answers * PHRASINGS_EACH }, (_, i) => ({
    cluster: first + Math.floor(i / PHRASINGS_EACH),
    text: i % PHRASINGS_EACH === 0 ? questionOf(i / PHRASINGS_EACH) : `wording ${i} of paper, please`,
  }));
  for (let at = 0; at < all.length; at += 1_000) {
    const some = all.slice(at, at + 1_000);
    await database.query(PHRASINGS, [
      some.map(({ cluster }) => cluster),
      some.map(({ text }) => text),
      some.map(() => toVectorBytes(randomDirection())),
      embeddingModel,
    ]);
  }
}

async function makeLookups(database: Database, onProgress: (what: string) => void): Promise<void> {
  const [{ answers }] = await database.query<{ answers: number[] }>(
    'SELECT array_agg(id ORDER BY id) AS answers FROM golden_answers',
  );
  const at_once = 50_000;
  for (let from = 0; from < MADE_UP.lookups; from += at_once) {
    onProgress(`${from} of ${MADE_UP.lookups} lookups`);
    await database.query(LOOKUPS, [from, at_once, MADE_UP.lookups, answers]);
  }
}

/** The question of a made-up answer. */
function questionOf(i: number): string {
  return `How do I get paper number ${i} in Denpasar?`;
}

function randomDirection(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const CLUSTERS = `
  INSERT INTO clusters (id, canonical_question, language, asked, users)
  SELECT $1::int + i, 'How do I get paper number ' || i || ' in Denpasar?', (ARRAY['en', 'it', 'id'])[1 + i % 3], 3 + i % 40, 2 + i % 17
  FROM generate_series(0, $2::int - 1) AS i`;

const ANSWERS = `
  INSERT INTO golden_answers (cluster_id, canonical_question, answer, sources, language, status, stale_since, stale_reason,
    dismissed_asked, dismissed_users, updated_at)
  SELECT id, canonical_question, 'You go to **the office** with:' || repeat(E'\\n- a copy of your passport, and what the office asks for besides', 8),
    '[]', language, CASE status WHEN 0 THEN 'draft' WHEN 1 THEN 'paused' WHEN 2 THEN 'dismissed' ELSE 'published' END,
    CASE WHEN id % 60 = 5 THEN now() END, CASE WHEN id % 60 = 5 THEN 'a source has changed' END,
    CASE WHEN status = 2 THEN asked END, CASE WHEN status = 2 THEN users END, now() - id % 90 * interval '1 day'
  FROM (SELECT *, id % 100 AS status FROM clusters) c WHERE id >= $1`;

const VERSIONS = `
  INSERT INTO answer_versions (golden_answer_id, version, change, canonical_question, answer, sources, language, status)
  SELECT id, 1, 'written', canonical_question, answer, sources, language, status FROM golden_answers WHERE cluster_id >= $1`;

const PHRASINGS = `
  WITH made AS (
    INSERT INTO phrasings (normalised, text, language, embedding, embedding_model, cluster_id)
    SELECT lower(text), text, 'en', embedding, $4, cluster FROM unnest($1::int[], $2::text[], $3::bytea[]) AS u (cluster, text, embedding)
    RETURNING id, cluster_id
  )
  INSERT INTO published_phrasings (phrasing_id, cluster_id) SELECT id, cluster_id FROM made`;

const LOOKUPS = `
  INSERT INTO lookups (outcome, reason, cluster_id, golden_answer_id, probability, language, milliseconds, created_at, question,
    normalised, marked_wrong_at)
  SELECT outcome, CASE outcome WHEN 'hit' THEN (ARRAY['same-words', 'similar'])[1 + i % 2]
      WHEN 'miss' THEN (ARRAY['nothing-similar', 'below-bar', 'figures'])[1 + i % 3] ELSE 'personal' END,
    CASE WHEN outcome <> 'bypass' THEN cluster_id END, CASE WHEN outcome = 'hit' THEN served END, drawn,
    (ARRAY['en', 'it', 'id'])[1 + i % 3], 0.2 + 2 * drawn, at,
    CASE WHEN outcome = 'hit' AND at > now() - interval '30 days' THEN 'how do i get paper ' || served END,
    CASE WHEN outcome = 'hit' AND at > now() - interval '30 days' THEN 'how do i get paper ' || served END,
    CASE WHEN outcome = 'hit' AND i % 1000 = 7 THEN at END
  FROM (
    SELECT i, random() AS drawn, ($4::int[])[1 + floor(array_length($4::int[], 1) * power(random(), 3))::int] AS served,
      (ARRAY['hit', 'hit', 'hit', 'miss', 'bypass'])[1 + floor(5 * random())::int] AS outcome,
      now() - ${DAYS} * interval '1 day' * (1 - i / $3::float8) AS at
    FROM generate_series($1::int, $1::int + $2::int - 1) AS i
  ) made LEFT JOIN golden_answers a ON a.id = made.served`;

const DOCUMENTS = `
  INSERT INTO intel_documents (content_hash, title, url, source, published_at, topic, priority, target_audience, actionability, summary,
    confidence, model)
  SELECT 'made up ' || i, 'News number ' || i, 'https://news.example/' || i, 'news.example', now() - i * interval '1 hour',
    (ARRAY['tax', 'visas'])[1 + i % 2], (ARRAY['urgent', 'high', 'normal', 'low'])[1 + i % 4],
    (ARRAY['everyone', 'investors'])[1 + i % 2], (ARRAY['act', 'prepare', 'watch', 'inform'])[1 + i % 4],
    repeat('The office has said something new. ', 6), 'medium', 'offline'
  FROM generate_series(1, $1::int) AS i`;

const CHANGES = `
  INSERT INTO desk_audit (at, who, action, subject, subject_id, before, after)
  SELECT now() - ($1::int - i) * interval '5 minutes', (ARRAY['Wayan', 'Made', 'Ketut'])[1 + i % 3],
    (ARRAY['answer.edit', 'answer.pause', 'answer.approve'])[1 + i % 3], 'answer', (i % 1000)::text,
    '{"status": "published", "version": 3}', '{"status": "paused", "version": 4}'
  FROM generate_series(1, $1::int) AS i`;
