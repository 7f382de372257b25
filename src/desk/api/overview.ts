import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { pastNight, runningNight } from './night.ts';

const share = z.number().nullable();

export const overview = z.object({
  /** The last 90 days, oldest first, each day there is; UTC. */
  days: z.array(
    z.object({
      day: z.string(),
      lookups: z.number(),
      hits: z.number(),
      /** Of hits, milliseconds. */
      p50_ms: z.number().nullable(),
      p99_ms: z.number().nullable(),
    }),
  ),
  /** Days that are over and whose times are not told yet: ask again. */
  uncounted: z.array(z.string()),
  languages: z.array(z.object({ language: z.string().nullable(), lookups: z.number(), hits: z.number() })),
  /** Why questions were not served, in the same days, most frequent first. */
  reasons: z.array(z.object({ outcome: z.enum(['miss', 'bypass']), reason: z.string(), lookups: z.number() })),
  /** Of the last 30 days. */
  quality: z.object({
    lookups: z.number(),
    hits: z.number(),
    served_share: share,
    marked_wrong: z.number(),
    checked: z.number(),
    checked_wrong: z.number(),
    wrong_share: share,
    /** 95%: low, high. */
    wrong_interval: z.tuple([z.number(), z.number()]).nullable(),
    /** Without an estimate, what the marks prove. */
    wrong_at_least: share,
    /** So many checks make an estimate. */
    checks_needed: z.number(),
  }),
  saved: z.object({
    per_hit_usd: z.number(),
    basis: z.enum(['setting', 'measured', 'assumed']),
    measured_on: z.number(),
    today_usd: z.number(),
    last_30_days_usd: z.number(),
    last_30_days_seconds: z.number().nullable(),
  }),
  /** `golden`: all but what was dismissed; `stale`, `drafts` and `paused` are among them and not served. */
  answers: z.object({ golden: z.number(), stale: z.number(), drafts: z.number(), paused: z.number() }),
  night: z.object({ running: runningNight.nullable(), last: pastNight.nullable() }),
  next: z.array(z.object({ job: z.string(), schedule: z.string(), next: z.string() })),
});
export type Overview = z.infer<typeof overview>;

export const getOverview = endpoint({
  method: 'GET',
  path: '/overview',
  summary: 'How it goes',
  description:
    'What was served in the last 90 days, how often it was wrong, what it saved, the last night and the next. Counts are of this moment; how long the hits of today took is looked at once a minute at most.',
  answer: overview.meta({
    description: 'How it goes.',
    examples: [
      {
        days: [{ day: '2026-10-12', lookups: 40, hits: 24, p50_ms: 1.2, p99_ms: 3.4 }],
        uncounted: [],
        languages: [{ language: 'en', lookups: 40, hits: 24 }],
        reasons: [{ outcome: 'miss', reason: 'below-bar', lookups: 16 }],
        quality: {
          ...{ lookups: 40, hits: 24, served_share: 0.6, marked_wrong: 0, checked: 120, checked_wrong: 1 },
          ...{ wrong_share: 0.008, wrong_interval: [0.001, 0.045], wrong_at_least: null, checks_needed: 100 },
        },
        saved: {
          ...{ per_hit_usd: 0.003, basis: 'assumed', measured_on: 0 },
          ...{ today_usd: 0.07, last_30_days_usd: 0.07, last_30_days_seconds: null },
        },
        answers: { golden: 74, stale: 0, drafts: 3, paused: 1 },
        night: { running: null, last: null },
        next: [{ job: 'llama_nightly_worker', schedule: '0 3 * * *', next: '2026-10-13T03:00:00.000Z' }],
      },
    ],
  }),
});
