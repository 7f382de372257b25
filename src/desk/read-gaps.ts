import type { Queryable } from '../database/database.ts';
import type { Gaps } from './api/gaps.ts';

/**
 * SQL: per cluster, the misses of the last 30 days that came nearest to it. Of misses the question is not kept, as nobody was
 * answered from it: what can be told is which cluster it was near, how near, and how often.
 */
const MISSES = `
  SELECT cluster_id, reason, count(*)::int AS missed, avg(probability) AS mean, max(probability) AS best
  FROM lookups WHERE outcome = 'miss' AND cluster_id IS NOT NULL AND created_at > now() - interval '30 days'
  GROUP BY cluster_id, reason`;

/** How many users of the last night must ask a question for it to be a gap; as many as a night asks for. */
const LEAST_USERS = 3;

/** What is asked and not answered, each kind by impact. */
export async function readGaps(database: Queryable, limit: number): Promise<Gaps> {
  const unanswered = await readUnanswered(database, limit);
  const near = await readNearMisses(database, limit);
  const stale = await readStale(database, limit);
  return {
    unanswered: unanswered.map(({ total: _, tried_at, ...row }) => ({
      ...row,
      tried_at: tried_at?.toISOString() ?? null,
    })),
    near: near.map(({ total: _, ...row }) => row),
    stale: stale.map(({ total: _, since, ...row }) => ({ ...row, since: since.toISOString() })),
    totals: { unanswered: unanswered[0]?.total ?? 0, near: near[0]?.total ?? 0, stale: stale[0]?.total ?? 0 },
  };
}

type Counted<Row, Dates extends keyof Row = never> = Omit<Row, Dates> & { total: number };

/** Clusters with demand and no answer that a person has not dismissed; and why, where an answer was tried. */
function readUnanswered(database: Queryable, limit: number) {
  return database.query<Counted<Gaps['unanswered'][number], 'tried_at'> & { tried_at: Date | null }>(
    `SELECT c.id AS cluster_id, c.canonical_question AS question, c.language, c.asked, c.users, u.reason,
       coalesce(u.failures, 0) > 0 AS failed, u.tried_at, coalesce(m.missed, 0) AS missed, count(*) OVER ()::int AS total
     FROM clusters c LEFT JOIN unanswered_clusters u ON u.cluster_id = c.id
     LEFT JOIN (SELECT cluster_id, sum(missed)::int AS missed FROM (${MISSES}) all_misses GROUP BY cluster_id) m ON m.cluster_id = c.id
     WHERE (c.users >= $2 OR u.cluster_id IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM golden_answers a WHERE a.cluster_id = c.id)
       AND EXISTS (SELECT 1 FROM published_phrasings p WHERE p.cluster_id = c.id)
     ORDER BY missed DESC, c.users DESC, c.asked DESC, c.id LIMIT $1`,
    [limit, LEAST_USERS],
  );
}

/** Answers that stayed under the bar. */
function readNearMisses(database: Queryable, limit: number) {
  return database.query<Counted<Gaps['near'][number]>>(
    `SELECT m.cluster_id, a.id AS answer_id, a.canonical_question AS question, a.language, m.missed,
       m.mean AS mean_probability, m.best AS best_probability, coalesce(u.hits, 0)::int AS hits, count(*) OVER ()::int AS total
     FROM (${MISSES}) m JOIN golden_answers a ON a.cluster_id = m.cluster_id LEFT JOIN answer_usage u ON u.golden_answer_id = a.id
     WHERE m.reason = 'below-bar' AND a.status = 'published'
     ORDER BY m.missed DESC, m.cluster_id LIMIT $1`,
    [limit],
  );
}

/** Answers out of service as what they rest on has changed. */
function readStale(database: Queryable, limit: number) {
  return database.query<Counted<Gaps['stale'][number], 'since'> & { since: Date }>(
    `SELECT a.id AS answer_id, a.cluster_id, a.canonical_question AS question, a.language, a.stale_reason AS reason,
       a.stale_since AS since, a.edited_at IS NOT NULL AS edited,
       EXISTS (SELECT 1 FROM answer_proposals p WHERE p.golden_answer_id = a.id AND p.rejected_at IS NULL) AS proposal,
       coalesce(c.asked, 0) AS asked, coalesce(m.missed, 0) AS missed, count(*) OVER ()::int AS total
     FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id
     LEFT JOIN (${MISSES}) m ON m.cluster_id = a.cluster_id AND m.reason = 'stale'
     WHERE a.stale_since IS NOT NULL AND a.status <> 'dismissed'
     ORDER BY missed DESC, asked DESC, a.id LIMIT $1`,
    [limit],
  );
}
