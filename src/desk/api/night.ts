import { z } from 'zod';

/** A night that is going on. */
export const runningNight = z.object({
  run: z.number(),
  started_at: z.string(),
  stage: z.string().nullable(),
  stage_started_at: z.string().nullable(),
  done: z.number().nullable(),
  total: z.number().nullable(),
});

/** A night that is over. `stopped`: its process was killed. */
export const pastNight = z.object({
  run: z.number(),
  run_date: z.string(),
  status: z.enum(['success', 'partial', 'failed', 'stopped']),
  queries_analyzed: z.number(),
  clusters_found: z.number(),
  golden_answers_generated: z.number(),
  golden_answers_updated: z.number(),
  total_tokens_used: z.number(),
  cost_usd: z.number().nullable(),
  execution_time_seconds: z.number().nullable(),
  error_message: z.string().nullable(),
});
