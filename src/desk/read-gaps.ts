import type { Queryable } from '../database/database.ts';
import type { Gaps } from './api/gaps.ts';

/** How many users of the last night must ask a question for it to be a gap; as many as a night asks for. */
const LEAST_USERS = 3;

/**
 * The misses of 30 days, UTC and with today, by the cluster they came nearest to. Of misses the question is not kept, as nobody was
 * answered from it: what can be told is which cluster it was near, how near, and how often.
 */
const MISSES = `
  misses AS MATERIALIZED (
    SELECT cluster_id, reason, sum(missed)::int AS missed, sum(probability) / sum(missed) AS mean, max(best_probability) AS best
    FROM missed_days WHERE day > (now() AT TIME ZONE 'UTC')::date - 30
    GROUP BY cluster_id, reason)`;

/** Clusters with demand and no answer, not even a dismissed one; and why, where an answer was tried. */
const UNANSWERED = `
  unanswered AS (
    SELECT c.id AS cluster_id, c.canonical_question AS question, c.language, c.asked, c.users, u.reason,
      coalesce(u.failures, 0) > 0 AS failed, u.tried_at, coalesce(m.missed, 0) AS missed
    FROM clusters c LEFT JOIN unanswered_clusters u ON u.cluster_id = c.id
    LEFT JOIN (SELECT cluster_id, sum(missed)::int AS missed FROM misses GROUP BY cluster_id) m ON m.cluster_id = c.id
    WHERE (c.users >= ${LEAST_USERS} OR u.cluster_id IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM golden_answers a WHERE a.cluster_id = c.id)
      AND EXISTS (SELECT 1 FROM published_phrasings p WHERE p.cluster_id = c.id))`;

/** Answers that questions came near to, under the bar. */
const NEAR = `
  near AS (
    SELECT m.cluster_id, a.id AS answer_id, a.canonical_question AS question, a.language, m.missed,
      m.mean AS mean_probability, m.best AS best_probability, coalesce(u.hits, 0)::int AS hits
    FROM misses m JOIN golden_answers a ON a.cluster_id = m.cluster_id
    LEFT JOIN answer_usage u ON u.golden_answer_id = a.id
    WHERE m.reason = 'below-bar' AND a.status = 'published')`;

/** Answers out of service, as what they rest on has changed. */
const STALE = `
  stale AS (
    SELECT a.id AS answer_id, a.cluster_id, a.canonical_question AS question, a.language, a.stale_reason AS reason,
      a.stale_since AS since, a.edited_at IS NOT NULL AS edited,
      EXISTS (SELECT 1 FROM answer_proposals p WHERE p.golden_answer_id = a.id AND p.rejected_at IS NULL) AS proposal,
      coalesce(c.asked, 0) AS asked, coalesce(m.missed, 0) AS missed
    FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id
    LEFT JOIN misses m ON m.cluster_id = a.cluster_id AND m.reason = 'stale'
    WHERE a.stale_since IS NOT NULL AND a.status <> 'dismissed')`;

/** What is asked and not answered, each kind by impact. */
export async function readGaps(database: Queryable, limit: number): Promise<Gaps> {
  const [{ unanswered, near, stale, totals }] = await database.query<Gaps>(
    `WITH ${MISSES}, ${UNANSWERED}, ${NEAR}, ${STALE}
     SELECT ${firstOf('unanswered', 'missed DESC, users DESC, asked DESC, cluster_id')} AS unanswered,
       ${firstOf('near', 'missed DESC, cluster_id')} AS near,
       ${firstOf('stale', 'missed DESC, asked DESC, answer_id')} AS stale,
       json_build_object('unanswered', (SELECT count(*) FROM unanswered), 'near', (SELECT count(*) FROM near),
         'stale', (SELECT count(*) FROM stale)) AS totals`,
    [limit],
  );
  return {
    unanswered: unanswered.map((row) => ({ ...row, tried_at: row.tried_at && toIso(row.tried_at) })),
    near,
    stale: stale.map((row) => ({ ...row, since: toIso(row.since) })),
    totals,
  };
}

/** SQL: the first rows of a kind as JSON. */
function firstOf(kind: string, order: string): string {
  return `(SELECT coalesce(json_agg(row_to_json(first)), '[]') FROM (SELECT * FROM ${kind} ORDER BY ${order} LIMIT $1) first)`;
}

function toIso(time: string): string {
  return new Date(time).toISOString();
}
