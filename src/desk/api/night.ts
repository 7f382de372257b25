import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { rowId } from './row-id.ts';

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

const changeCounts = z.object({
  created: z.number(),
  grown: z.number(),
  merged: z.number(),
  split: z.number(),
  vanished: z.number(),
  unchanged: z.number(),
});

/** One run, as it stands. */
export const night = z.object({
  run: z.number(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  status: z.enum(['running', 'success', 'partial', 'failed', 'stopped']),
  queries_analyzed: z.number(),
  clusters_found: z.number(),
  golden_answers_generated: z.number(),
  golden_answers_updated: z.number(),
  cultural_chunks_regenerated: z.number(),
  total_tokens_used: z.number(),
  cost_usd: z.number().nullable(),
  execution_time_seconds: z.number().nullable(),
  error_message: z.string().nullable(),
  stop_requested_at: z.string().nullable(),
  only_stale: z.boolean(),
  changes: changeCounts.nullable(),
});
export type Night = z.infer<typeof night>;

export const nightStage = z.object({
  stage: z.string(),
  status: z.enum(['running', 'success', 'partial', 'stopped', 'failed']),
  started_at: z.string(),
  seconds: z.number(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  counts: z.record(z.string(), z.unknown()),
  tokens: z.number(),
  cost_usd: z.number().nullable(),
  error: z.string().nullable(),
});
export type NightStage = z.infer<typeof nightStage>;

export const nightDetail = z.object({ night, stages: z.array(nightStage) });
export type NightDetail = z.infer<typeof nightDetail>;

const NIGHT: Night = {
  run: 12,
  started_at: '2026-10-12T03:00:00.000Z',
  ended_at: '2026-10-12T03:04:00.000Z',
  status: 'success',
  queries_analyzed: 1861,
  clusters_found: 79,
  golden_answers_generated: 77,
  golden_answers_updated: 0,
  cultural_chunks_regenerated: 0,
  total_tokens_used: 0,
  cost_usd: 0,
  execution_time_seconds: 14,
  error_message: null,
  stop_requested_at: null,
  only_stale: false,
  changes: { created: 79, grown: 0, merged: 0, split: 0, vanished: 0, unchanged: 0 },
};
const STAGE: NightStage = {
  ...{ stage: 'read', status: 'success', started_at: NIGHT.started_at, seconds: 0.4, done: null, total: null },
  ...{ counts: { analysed: 1861 }, tokens: 0, cost_usd: 0, error: null },
};
const run = z.object({ run: rowId });

export const listNights = endpoint({
  method: 'GET',
  path: '/nights',
  summary: 'The nights',
  description: 'Newest first. `next` is the `before` of the next page.',
  query: z.object({
    before: rowId.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  answer: z
    .object({ nights: z.array(night), next: z.number().nullable() })
    .meta({ description: 'A page of them.', examples: [{ nights: [NIGHT], next: null }] }),
});

export const getNight = endpoint({
  method: 'GET',
  path: '/nights/:run',
  summary: 'One night',
  description: 'What it did, stage by stage.',
  params: run,
  answer: nightDetail.meta({ description: 'The night.', examples: [{ night: NIGHT, stages: [STAGE] }] }),
});

export const CHANGE_KINDS = ['created', 'grown', 'merged', 'split', 'vanished', 'unchanged'] as const;

export const listChanges = endpoint({
  method: 'GET',
  path: '/nights/:run/changes',
  summary: 'The questions that changed in a night',
  description: 'New, grown, merged, split, vanished, or as before; at most 500 of them, most asked first.',
  params: run,
  query: z.object({ kind: z.enum(CHANGE_KINDS) }),
  answer: z
    .object({
      changes: z.array(
        z.object({
          cluster: z.number(),
          /** The cluster that took it in, or that it was a part of. */
          other: z.number().nullable(),
          question: z.string().nullable(),
        }),
      ),
    })
    .meta({
      description: 'The clusters.',
      examples: [{ changes: [{ cluster: 1, other: null, question: 'what is a KITAS?' }] }],
    }),
});

export const startNight = endpoint({
  method: 'POST',
  path: '/nights',
  summary: 'Start a night',
  description: 'In a process of its own, under the lock that all nights share; it ends with the server.',
  body: z
    .object({
      days: z.number().int().min(1).max(3650).default(7),
      max_golden: z.number().int().min(1).max(100_000).default(50),
      regenerate_cultural: z.boolean().default(false),
      /** Only rewrites the answers whose sources have changed. */
      only_stale: z.boolean().default(false),
    })
    .meta({ examples: [{ days: 7, max_golden: 50 }] }),
  conflict: z.unknown(),
  answer: z
    .object({ run: z.number().nullable() })
    .meta({ description: 'It has begun; `run` is null where that takes longer than 30 s.', examples: [{ run: 13 }] }),
});

export const stopNight = endpoint({
  method: 'POST',
  path: '/nights/:run/stop',
  summary: 'Stop a night',
  description:
    'Softly, in whichever process it runs: the answer that is being written is finished, what was done stays, the next night goes on.',
  params: run,
  answer: z.object({ success: z.literal(true) }).meta({ description: 'It will stop.', examples: [{ success: true }] }),
});

export const watchNight = endpoint({
  method: 'GET',
  path: '/nights/live',
  summary: 'The running night, live',
  description:
    'Server-sent events: at once and at every change the newest night with its stages, or null before the first.',
  streams: true,
  answer: nightDetail.nullable().meta({
    description: 'The data of each event.',
    examples: [{ night: { ...NIGHT, status: 'running', ended_at: null, changes: null }, stages: [STAGE] }],
  }),
});
