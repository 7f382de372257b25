import type { Queryable } from '../database/database.ts';

/** All nights that came to one status; `unfinished` are those that run, and those whose process was killed. */
export interface NightsOfStatus {
  status: 'success' | 'partial' | 'failed' | 'unfinished';
  nights: number;
  seconds: number;
  tokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
}

/** The night that ended last. */
export interface LastNight {
  status: 'success' | 'partial' | 'failed';
  /** Seconds since 1970. */
  startedAt: number;
  seconds: number;
  tokens: number;
  /** US dollars; null when it is not known. */
  cost: number | null;
  /** Answers it wrote, and those of them that took another's place. */
  created: number;
  updated: number;
}

/** What the nights came to so far. */
export interface PastNights {
  totals: NightsOfStatus[];
  /** Undefined before the first has ended. */
  last?: LastNight;
}

/** Adds up the nights so far. */
export async function pastNights(database: Queryable): Promise<PastNights> {
  const totals = await database.query<NightsOfStatus>(
    `SELECT CASE WHEN ended_at IS NULL THEN 'unfinished' ELSE status END AS status, count(*)::int AS nights,
       coalesce(sum(execution_time_seconds), 0) AS seconds, coalesce(sum(total_tokens_used), 0)::float8 AS tokens,
       coalesce(sum(cost_usd), 0) AS cost
     FROM nightly_worker_runs GROUP BY 1 ORDER BY 1`,
  );
  const [last] = await database.query<LastNight>(
    `SELECT status, extract(epoch FROM created_at)::float8 AS "startedAt", execution_time_seconds AS seconds,
       total_tokens_used AS tokens, cost_usd AS cost, golden_answers_generated AS created, golden_answers_updated AS updated
     FROM nightly_worker_runs WHERE ended_at IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1`,
  );
  return { totals, last };
}
