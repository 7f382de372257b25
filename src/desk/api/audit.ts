import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const day = z.iso.date('must be a day, such as 2026-10-12');

/** Which changes: filters that are not given let everything through. */
export const auditFilter = z.object({
  /** First and last day, UTC. */
  from: day.optional(),
  to: day.optional(),
  who: z.string().max(200).optional(),
  action: z.string().max(60).optional(),
  /** What was changed, such as `answer`, and which one; to an answer belongs what was done to its phrasings and hits. */
  subject: z.string().max(60).optional(),
  subject_id: z.string().max(60).optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

const auditRow = z.object({
  id: z.number(),
  at: z.string(),
  who: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  subject_id: z.string().nullable(),
  /** How it was and how it is: whatever the change tells of itself; null for nothing. */
  before: z.unknown(),
  after: z.unknown(),
});
export type AuditRow = z.infer<typeof auditRow>;

const example: AuditRow = {
  ...{
    id: 41,
    at: '2026-10-12T08:00:00.000Z',
    who: 'Wayan',
    action: 'answer.pause',
    subject: 'answer',
    subject_id: '12',
  },
  ...{ before: { version: 3, status: 'published' }, after: { version: 4, status: 'paused' } },
};

export const listAudit = endpoint({
  method: 'GET',
  path: '/audit',
  summary: 'Who changed what',
  description:
    'Every change made at the desk, newest first, with how it was before and after. `next` is the `before_id` of the next page.',
  query: auditFilter.extend({
    /** Only those written before this one. */
    before_id: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z
    .object({
      changes: z.array(auditRow),
      next: z.number().nullable(),
      /** All who have changed anything, and all that was ever done. */
      people: z.array(z.string()),
      actions: z.array(z.string()),
    })
    .meta({
      description: 'A page of them.',
      examples: [{ changes: [example], next: null, people: ['Wayan'], actions: ['answer.pause'] }],
    }),
});
