import type { Database, Queryable } from '../database/database.ts';
import { HAS_GOOD_PROPOSAL, keepProposal } from './answer-proposals.ts';
import { IS_DECIDED } from './answer-state.ts';
import type { QuestionToAnswer } from './golden-answer.ts';

/** A place outside of the database that answers rest on, which tells nobody when it changes. */
export interface ExternalSources {
  /** As it stands in the sources of the answers. */
  readonly store: string;
  /**
   * The hashes of the chunks as they are now, by id; those that are gone are missing.
   * @throws GoldsmithError `knowledge-unavailable`.
   */
  hashesOf(ids: readonly string[], signal?: AbortSignal): Promise<Map<string, string>>;
}

const CHANGED_OR_GONE = 'a chunk it rests on has changed or is gone';

/**
 * SQL that is true of a row `a` of `golden_answers` when a chunk of the knowledge base that the answer rests on is not there
 * any more, wherever its text might stand. Sources that are no chunks (answers written by hand), or chunks of another store,
 * are not looked at.
 */
const LACKS_A_CHUNK = `EXISTS (
  SELECT 1 FROM jsonb_array_elements(a.sources) AS source
  WHERE source ? 'contentHash' AND NOT source ? 'store'
  AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.content_hash = source->>'contentHash'))`;

/** SQL that is true of a row `a` whose answer rests on another store than the one in parameter $1, or on any when that is null. */
const OF_ANOTHER_STORE = `EXISTS (
  SELECT 1 FROM jsonb_array_elements(a.sources) AS source
  WHERE source ? 'store' AND source->>'store' IS DISTINCT FROM $1::text)`;

/**
 * Marks the answers that rest on one of these chunks, unless the same text stands somewhere else: a chunk that moved changes no
 * answer. To be called in the transaction that removes the chunks.
 * @returns the ids of the answers that were not stale before.
 */
export async function markStale(tx: Queryable, goneHashes: readonly string[], reason: string): Promise<number[]> {
  if (goneHashes.length === 0) return [];
  const marked = await tx.query<{ id: number }>(
    `UPDATE golden_answers a SET stale_since = now(), stale_reason = $2
     WHERE stale_since IS NULL AND sources @> ANY($1::jsonb[]) AND ${LACKS_A_CHUNK} RETURNING id`,
    [goneHashes.map((contentHash) => JSON.stringify([{ contentHash }])), reason],
  );
  return marked.map(({ id }) => id);
}

/** Marks one answer where it rests on a chunk that is not there, in a transaction of the caller's. */
export async function markIfStale(tx: Queryable, answerId: number): Promise<void> {
  await tx.query(
    `UPDATE golden_answers a SET stale_since = now(), stale_reason = $2 WHERE id = $1 AND stale_since IS NULL AND ${LACKS_A_CHUNK}`,
    [answerId, CHANGED_OR_GONE],
  );
}

/**
 * Lifts the marks of answers all of whose chunks are there again, as when a page was changed back or a section moved to a page
 * that is read later. To be called in the transaction that adds the chunks.
 * @returns the ids of the answers that are served again.
 */
export async function liftStale(tx: Queryable, addedHashes: readonly string[]): Promise<number[]> {
  if (addedHashes.length === 0) return [];
  const lifted = await tx.query<{ id: number }>(
    `UPDATE golden_answers a SET stale_since = NULL, stale_reason = NULL
     WHERE stale_since IS NOT NULL AND sources @> ANY($2::jsonb[])
     AND NOT ${LACKS_A_CHUNK} AND NOT ${OF_ANOTHER_STORE} RETURNING id`,
    [null, addedHashes.map((contentHash) => JSON.stringify([{ contentHash }]))],
  );
  return lifted.map(({ id }) => id);
}

/** Lets the answers name the place where their chunks stand now, for those that moved. */
export async function followMovedChunks(tx: Queryable): Promise<void> {
  await tx.query(
    `UPDATE golden_answers a SET sources = placed.sources FROM (
       SELECT g.id, jsonb_agg(CASE WHEN place.path IS NULL THEN source
         ELSE source || jsonb_build_object('path', place.path, 'url', place.url) END ORDER BY position) AS sources
       FROM golden_answers g, jsonb_array_elements(g.sources) WITH ORDINALITY AS listed (source, position)
       LEFT JOIN LATERAL (
         SELECT d.path, d.url FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document_id
         WHERE c.content_hash = source->>'contentHash' AND NOT source ? 'store'
         ORDER BY d.path = source->>'path' DESC, d.url IS NOT DISTINCT FROM source->>'url' DESC, d.id LIMIT 1) AS place ON true
       GROUP BY g.id) AS placed
     WHERE placed.id = a.id AND placed.sources <> a.sources`,
  );
}

/**
 * Compares all answers with the chunks they rest on, and marks or unmarks them: what an ingest could not know of, such as an
 * answer that was being written meanwhile, or a store outside of the database.
 * @throws GoldsmithError `knowledge-unavailable` when the store does not answer; then nothing is marked.
 */
export async function checkAllAnswers(
  database: Database,
  external?: ExternalSources,
  signal?: AbortSignal,
): Promise<void> {
  const changed = external ? await changedSources(database, external, signal) : [];
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE golden_answers a SET stale_since = now(), stale_reason = $2
       WHERE stale_since IS NULL AND (${LACKS_A_CHUNK} OR sources @> ANY($1::jsonb[]))`,
      [changed, CHANGED_OR_GONE],
    );
    await tx.query(
      `UPDATE golden_answers a SET stale_since = NULL, stale_reason = NULL
       WHERE stale_since IS NOT NULL AND NOT (${LACKS_A_CHUNK} OR sources @> ANY($2::jsonb[])) AND NOT ${OF_ANOTHER_STORE}`,
      [external?.store ?? null, changed],
    );
  });
}

/** How many answers are stale; of dismissed ones it does not matter. */
export async function countStale(database: Queryable): Promise<number> {
  const [{ count }] = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM golden_answers WHERE stale_since IS NOT NULL AND status <> 'dismissed'",
  );
  return count;
}

/**
 * The questions of the stale answers that some question by day still leads to, most asked first; without those for which a night
 * has proposed what a person has not decided on yet, unless that is out of date as well.
 */
export async function readStaleAnswers(database: Queryable): Promise<QuestionToAnswer[]> {
  const rows = await database.query<Omit<QuestionToAnswer, 'canonical'> & { question: string }>(
    `SELECT a.cluster_id AS id, a.canonical_question AS question, a.language,
       coalesce(c.asked, 0) AS asked, coalesce(c.users, 0) AS users
     FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id
     WHERE a.stale_since IS NOT NULL AND a.status <> 'dismissed' AND NOT ${HAS_GOOD_PROPOSAL} AND ${IS_ASKED}
     ORDER BY asked DESC, a.cluster_id`,
  );
  return rows.map(({ question, ...row }) => ({ ...row, canonical: { text: question }, isStale: true }));
}

/** SQL that is true of a row `a` when some question by day leads to it. */
export const IS_ASKED = 'EXISTS (SELECT 1 FROM published_phrasings p WHERE p.cluster_id = a.cluster_id)';

/**
 * Removes the stale answers that no question leads to, unless a person has decided something about them.
 * @returns how many there were.
 */
export async function removeUnaskedStale(database: Queryable): Promise<number> {
  const removed = await database.query(
    `DELETE FROM golden_answers a WHERE stale_since IS NOT NULL AND NOT ${IS_DECIDED} AND NOT ${IS_ASKED} RETURNING id`,
  );
  return removed.length;
}

/**
 * Removes a cluster's answer if it is stale: nothing supports it any more. One that a person has decided on stays, out of service,
 * with a proposal to take it away.
 * @returns how many were removed, 0 or 1.
 */
export async function removeStale(
  tx: Queryable,
  clusterId: number,
  why: { reason: string; run?: number },
): Promise<number> {
  const removed = await tx.query(
    `DELETE FROM golden_answers a WHERE cluster_id = $1 AND stale_since IS NOT NULL AND NOT ${IS_DECIDED} RETURNING id`,
    [clusterId],
  );
  const [kept] = await tx.query<{ id: number }>(
    'SELECT id FROM golden_answers WHERE cluster_id = $1 AND stale_since IS NOT NULL',
    [clusterId],
  );
  if (kept) await keepProposal(tx, kept.id, why);
  return removed.length;
}

/** The sources in a store that no longer say what they said, as JSON that the answers' sources contain. */
async function changedSources(database: Database, external: ExternalSources, signal?: AbortSignal): Promise<string[]> {
  const { store } = external;
  const used = await database.query<{ id: string; hash: string }>(
    `SELECT DISTINCT source->>'id' AS id, source->>'contentHash' AS hash
     FROM golden_answers, jsonb_array_elements(sources) AS source WHERE source->>'store' = $1 AND source ? 'contentHash'`,
    [store],
  );
  if (used.length === 0) return [];
  const now = await external.hashesOf([...new Set(used.map(({ id }) => id))], signal);
  return used
    .filter(({ id, hash }) => now.get(id) !== hash)
    .map(({ id, hash }) => JSON.stringify([{ store, id, contentHash: hash }]));
}
