import type { Queryable } from '../../database/database.ts';
import type { AnswerQueue, JobState } from './answer-queue.ts';

/** What an ended job came to, as the statement below takes it. */
interface LeftJob {
  begun: Date;
  ended: Date;
  created: number;
  updated: number;
  tokens: number;
  cost: number;
  unpriced: number;
}

/**
 * Adds to the row of a night that was killed what workers did of it afterwards. All its jobs are still in the queue, so of answers
 * the row tells the most of what it said and what they come to; what was used is added of jobs that ended after the row was last written.
 * Asking again adds nothing.
 */
export async function countLeftJobs(database: Queryable, queue: Pick<AnswerQueue, 'states'>): Promise<void> {
  const left = (await queue.states()).flatMap(leftJob);
  if (left.length > 0) await database.query(ADD_LEFT, [JSON.stringify(left)]);
}

function leftJob({ begun, ended, result }: JobState): LeftJob[] {
  if (!ended || !result) return [];
  const kind = 'outcome' in result ? result.outcome.kind : undefined;
  const created = kind === 'created' ? 1 : 0;
  const updated = kind === 'updated' || kind === 'replaced' ? 1 : 0;
  return [{ begun, ended, created, updated, ...result.spent }];
}

/** A job is of the night that had begun last when it came into the queue. Only a run that was killed is closed without a report. */
const ADD_LEFT = `
  WITH jobs AS (
    SELECT run.id AS run, run.seen_at, j.* FROM jsonb_to_recordset($1::jsonb) AS j (begun TIMESTAMPTZ, ended TIMESTAMPTZ,
      created INTEGER, updated INTEGER, tokens BIGINT, cost DOUBLE PRECISION, unpriced INTEGER)
    CROSS JOIN LATERAL (SELECT id, seen_at FROM nightly_worker_runs r WHERE r.created_at <= j.begun
      ORDER BY r.created_at DESC LIMIT 1) run),
  sums AS (
    SELECT run, sum(created) AS created, sum(updated) AS updated, max(ended) AS ended,
      coalesce(sum(tokens) FILTER (WHERE ended > seen_at), 0) AS tokens,
      coalesce(sum(cost) FILTER (WHERE ended > seen_at), 0) AS cost,
      coalesce(sum(unpriced) FILTER (WHERE ended > seen_at), 0) AS unpriced
    FROM jobs GROUP BY run)
  UPDATE nightly_worker_runs r SET golden_answers_generated = GREATEST(r.golden_answers_generated, sums.created),
    golden_answers_updated = GREATEST(r.golden_answers_updated, sums.updated),
    total_tokens_used = r.total_tokens_used + sums.tokens,
    cost_usd = CASE WHEN sums.unpriced = 0 THEN r.cost_usd + sums.cost END, seen_at = GREATEST(r.seen_at, sums.ended)
  FROM sums WHERE r.id = sums.run AND r.ended_at IS NOT NULL AND r.report IS NULL`;
