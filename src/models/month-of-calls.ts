import type { Queryable } from '../database/database.ts';
import type { ModelRole } from './model-call-recorder.ts';

/** What the calls of a role to one model came to in the last 30 days, in all processes. */
export interface MonthOfCalls {
  role: ModelRole;
  /** `provider:model`. */
  model: string;
  /** Input and output together. */
  tokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
  /** Calls that gave an answer whose cost is known, what those cost together, and how long they took, milliseconds. */
  priced: number;
  pricedCost: number;
  pricedMs: number;
}

/** Counts the calls of the last 30 days. */
export async function monthOfCalls(database: Queryable): Promise<MonthOfCalls[]> {
  return database.query<MonthOfCalls>(
    `SELECT role, model, coalesce(sum(input_tokens::bigint + output_tokens), 0)::float8 AS tokens, coalesce(sum(cost_usd), 0) AS cost,
       count(*) FILTER (WHERE outcome = 'ok' AND cost_usd IS NOT NULL)::int AS priced,
       coalesce(sum(cost_usd) FILTER (WHERE outcome = 'ok'), 0) AS "pricedCost",
       coalesce(sum(milliseconds) FILTER (WHERE outcome = 'ok' AND cost_usd IS NOT NULL), 0) AS "pricedMs"
     FROM model_calls WHERE at > now() - interval '30 days' GROUP BY role, model ORDER BY role, model`,
  );
}
