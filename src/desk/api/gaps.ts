import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** A question with demand and no answer. */
export const unansweredGap = z.object({
  cluster_id: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  /** In the window of the last night. */
  asked: z.number(),
  users: z.number(),
  /** Why there is no answer, in words; null: none was tried yet. */
  reason: z.string().nullable(),
  /** The writing failed, which may have nothing to do with the question. */
  failed: z.boolean(),
  tried_at: z.string().nullable(),
  /** Questions by day that came nearest to it and got no answer, in this week and the four before. */
  missed: z.number(),
});

/** An answer that questions came near to, but not near enough. What was asked is not kept of misses: counts only. */
export const nearMiss = z.object({
  cluster_id: z.number(),
  answer_id: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  /** In this week and the four before. */
  missed: z.number(),
  /** How likely the answer was right, on average and at best, 0 to 1; the bar was above. */
  mean_probability: z.number().nullable(),
  best_probability: z.number().nullable(),
  hits: z.number(),
});

/** An answer out of service, as what it rests on has changed. */
export const staleGap = z.object({
  answer_id: z.number(),
  cluster_id: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  reason: z.string(),
  since: z.string(),
  edited: z.boolean(),
  proposal: z.boolean(),
  asked: z.number(),
  /** Questions that it would have answered, in this week and the four before. */
  missed: z.number(),
});

export const readGaps = endpoint({
  method: 'GET',
  path: '/gaps',
  summary: 'What is asked and not answered',
  description:
    'By impact: first what most questions of the last weeks, and most users of the last night, would have needed.',
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z
    .object({
      unanswered: z.array(unansweredGap),
      near: z.array(nearMiss),
      stale: z.array(staleGap),
      totals: z.object({ unanswered: z.number(), near: z.number(), stale: z.number() }),
    })
    .meta({
      description: 'The first of each kind, and how many there are.',
      examples: [
        {
          unanswered: [
            {
              ...{
                cluster_id: 8,
                question: 'Where can I rent a surfboard?',
                language: 'en',
                asked: 18,
                users: 9,
                missed: 41,
              },
              ...{ reason: 'no good source', failed: false, tried_at: '2026-10-12T02:00:00.000Z' },
            },
          ],
          near: [],
          stale: [],
          totals: { unanswered: 1, near: 0, stale: 0 },
        },
      ],
    }),
});
export type Gaps = z.infer<typeof readGaps.answer>;
