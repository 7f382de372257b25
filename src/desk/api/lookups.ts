import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { rowId } from './row-id.ts';

const day = z.iso.date('must be a day, such as 2026-10-12');

/** Which lookups: filters that are not given let everything through. */
export const lookupFilter = z.object({
  /** First and last day, UTC. */
  from: day.optional(),
  to: day.optional(),
  outcome: z.enum(['hit', 'miss', 'bypass']).optional(),
  reason: z.string().max(60).optional(),
  /** Two-letter code; `none` for those whose language cannot be told. */
  language: z.string().max(10).optional(),
  /** Of one golden answer. */
  answer: rowId.optional(),
  /** That came nearest to one cluster of questions. */
  cluster: rowId.optional(),
  /** What a user said of it, or a model that checked it. */
  verdict: z.enum(['marked-wrong', 'checked', 'checked-wrong']).optional(),
});
export type LookupFilter = z.infer<typeof lookupFilter>;

export const lookupRow = z.object({
  key: z.string(),
  at: z.string(),
  outcome: z.enum(['hit', 'miss', 'bypass']),
  reason: z.string(),
  language: z.string().nullable(),
  milliseconds: z.number(),
  probability: z.number().nullable(),
  /** Kept of hits, for 30 days, without personal data. */
  question: z.string().nullable(),
  answer_id: z.number().nullable(),
  /** The question that the answer was written for. */
  answered_as: z.string().nullable(),
  /** The answer that was served is not there any more. */
  answer_erased: z.boolean(),
  marked_wrong: z.boolean(),
  /** What the night's model said of it; null where it was not asked. */
  checked: z.enum(['right', 'wrong']).nullable(),
});
export type LookupRow = z.infer<typeof lookupRow>;

export const listLookups = endpoint({
  method: 'GET',
  path: '/lookups',
  summary: 'The questions, one by one',
  description: 'What came of each, newest first. `next` is the `before` of the next page.',
  query: lookupFilter.extend({
    /** Only those older than the lookup of this number. */
    before: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ lookups: z.array(lookupRow), next: z.number().nullable() }).meta({
    description: 'A page of them.',
    examples: [
      {
        lookups: [
          {
            key: '5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11',
            at: '2026-10-12T08:00:00.000Z',
            outcome: 'hit',
            reason: 'similar',
            language: 'en',
            milliseconds: 1.2,
            probability: 0.99,
            question: 'What is a KITAS?',
            answer_id: 1,
            answered_as: 'what is a kitas',
            answer_erased: false,
            marked_wrong: false,
            checked: null,
          },
        ],
        next: null,
      },
    ],
  }),
});
