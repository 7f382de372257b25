import type { Database } from '../database/database.ts';
import type { ModelRole } from './model-call-recorder.ts';

/** What the models of a role did. */
export interface RoleCalls {
  role: ModelRole;
  calls: number;
  failed: number;
  /** Input and output together. */
  tokens: number;
  /** US dollars, of the calls whose cost is known; null when none is. */
  cost_usd: number | null;
  /** Calls with tokens whose cost is not known. */
  unpriced: number;
}

/** Today's calls (the database's day) by role, those with most calls first. */
export async function callsByRole(database: Database): Promise<RoleCalls[]> {
  return database.query<RoleCalls & Record<string, unknown>>(
    `SELECT role, count(*)::int AS calls, count(*) FILTER (WHERE outcome = 'failed')::int AS failed,
       coalesce(sum(input_tokens::bigint + output_tokens), 0)::float8 AS tokens, sum(cost_usd) AS cost_usd,
       count(*) FILTER (WHERE input_tokens IS NOT NULL AND cost_usd IS NULL)::int AS unpriced
     FROM model_calls WHERE at >= CURRENT_DATE GROUP BY role ORDER BY calls DESC, role`,
  );
}

/** A role's calls in one line. */
export function describeCalls({ role, calls, failed, tokens, cost_usd, unpriced }: RoleCalls): string {
  const failures = failed > 0 ? ` (${failed} failed)` : '';
  return `${role} ${counted(calls)}${failures}, ${tokens} tokens, ${describeCost(cost_usd ?? undefined, unpriced)}`;
}

/**
 * A cost in words: "$0.0123", "$0.0123 and what 2 calls of unknown price cost", "the price of 2 calls unknown".
 * @param cost US dollars of the calls whose cost is known; undefined where none is.
 * @param unpriced how many there are besides.
 */
export function describeCost(cost: number | undefined, unpriced: number): string {
  const known = `$${(cost ?? 0).toFixed(4)}`;
  if (unpriced === 0) return known;
  if (cost === undefined) return `the price of ${counted(unpriced)} unknown`;
  return `${known} and what ${counted(unpriced)} of unknown price cost`;
}

function counted(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`;
}
