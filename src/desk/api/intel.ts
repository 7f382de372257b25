import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export const ACTIONABILITIES = ['act', 'prepare', 'watch', 'inform'] as const;

/** Which documents: filters that are not given let everything through. */
export const intelFilter = z.object({
  /** In title, summary or source. */
  search: z.string().max(200).optional(),
  topic: z.string().max(100).optional(),
  priority: z.enum(PRIORITIES).optional(),
  audience: z.string().max(100).optional(),
  actionability: z.enum(ACTIONABILITIES).optional(),
});
export type IntelFilter = z.infer<typeof intelFilter>;

const intelRow = z.object({
  id: z.number(),
  title: z.string(),
  url: z.string().nullable(),
  source: z.string().nullable(),
  published_at: z.string().nullable(),
  topic: z.string(),
  priority: z.enum(PRIORITIES),
  audience: z.string(),
  actionability: z.enum(ACTIONABILITIES),
  summary: z.string(),
  /** What the classifier says of itself. */
  confidence: z.enum(['high', 'medium', 'low']),
  /** `provider:model`, or `offline`: classified without a model. */
  model: z.string(),
  classified_at: z.string(),
});
export type IntelRow = z.infer<typeof intelRow>;

const example: IntelRow = {
  ...{ id: 3, title: 'New tax deadline', url: 'https://news.example/3', source: 'news.example' },
  ...{ published_at: '2026-10-12T03:00:00.000Z', topic: 'tax', priority: 'high', audience: 'business-owners' },
  ...{ actionability: 'act', summary: 'Companies must file by 31 October.', confidence: 'high' },
  ...{ model: 'anthropic:some-model', classified_at: '2026-10-12T04:00:00.000Z' },
};

export const listIntel = endpoint({
  method: 'GET',
  path: '/intel',
  summary: 'The classified documents',
  description: 'A page of those that the filters let through, newest first, and how many there are in all.',
  query: intelFilter.extend({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z
    .object({
      documents: z.array(intelRow),
      total: z.number(),
      page: z.number(),
      /** How many documents there are without filters. */
      classified: z.number(),
      /** What there can be. */
      topics: z.array(z.string()),
      audiences: z.array(z.string()),
    })
    .meta({
      description: 'A page of them.',
      examples: [
        { documents: [example], total: 1, page: 1, classified: 9, topics: ['tax'], audiences: ['business-owners'] },
      ],
    }),
});
