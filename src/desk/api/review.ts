import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { rowId } from './row-id.ts';
import {
  answerText,
  othersChange,
  question,
  shownPhrasing,
  shownProposal,
  sourceState,
  textDiff,
} from './shown-answer.ts';

/** What waits for a person: a new answer, or what a night would put in place of one that a person wrote or approved. */
export const reviewItem = z.object({
  kind: z.enum(['draft', 'proposal']),
  answer_id: z.number(),
  version: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  stale: z.boolean(),
  /** In the window of the last night: how often it was asked, in how many conversations, by how many different users. */
  asked: z.number(),
  conversations: z.number(),
  users: z.number(),
  /** Of a draft that a person dismissed and that came back, as markedly more users ask it: who, when, and how many users asked it then. */
  dismissed: z.object({ by: z.string(), at: z.string(), users_then: z.number() }).nullable(),
  created_at: z.string(),
});
export type ReviewItem = z.infer<typeof reviewItem>;

const item: ReviewItem = {
  ...{ kind: 'draft', answer_id: 12, version: 1, question: 'What is a KITAS?', language: 'en', stale: false },
  ...{ asked: 40, conversations: 38, users: 17, dismissed: null, created_at: '2026-10-12T02:00:00.000Z' },
};

export const listReview = endpoint({
  method: 'GET',
  path: '/review',
  summary: 'What waits for a person',
  description: 'Most users first.',
  query: z.object({
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ items: z.array(reviewItem), total: z.number(), page: z.number() }).meta({
    description: 'A page of the queue.',
    examples: [{ items: [item], total: 1, page: 1 }],
  }),
});

/** A source as a person checks it: its sentences, and which sentences of the answer each supports (by index). */
export const reviewSource = z.object({
  title: z.string(),
  url: z.string().nullable(),
  path: z.string(),
  headings: z.array(z.string()),
  state: sourceState,
  sentences: z.array(z.object({ text: z.string(), supports: z.array(z.number()) })),
});

/** A sentence of the answer, and what supports it best; null: no source does. */
export const reviewSentence = z.object({
  text: z.string(),
  support: z
    .object({ source: z.number(), sentence: z.number(), similarity: z.number(), verbatim: z.boolean() })
    .nullable(),
});

export const reviewCard = reviewItem.extend({
  answer: z.string(),
  /** Different users who ever asked it. */
  users_ever: z.number(),
  sentences: z.array(reviewSentence),
  sources: z.array(reviewSource),
  phrasings: z.array(shownPhrasing),
  /** From what was served before; null for what is new. */
  diff: textDiff.nullable(),
  proposal: shownProposal.nullable(),
});
export type ReviewCard = z.infer<typeof reviewCard>;

const card: ReviewCard = {
  ...item,
  answer: 'A KITAS is a permit.',
  users_ever: 31,
  sentences: [{ text: 'A KITAS is a permit.', support: { source: 0, sentence: 0, similarity: 0.93, verbatim: false } }],
  sources: [
    {
      ...{ title: 'KITAS', url: null, path: 'en/kitas.md', headings: ['KITAS'], state: 'current' },
      sentences: [{ text: 'A KITAS is a limited stay permit.', supports: [0] }],
    },
  ],
  ...{ phrasings: [], diff: null, proposal: null },
};

const ofAnswer = z.object({ id: rowId });

export const readReview = endpoint({
  method: 'GET',
  path: '/review/:id',
  summary: 'All that a decision needs',
  description: 'The answer with the sentences of its sources that support it, and the phrasings it would be served to.',
  params: ofAnswer,
  answer: reviewCard.meta({ description: 'The card.', examples: [card] }),
});

export const approveDraft = endpoint({
  method: 'POST',
  path: '/review/:id/approve',
  summary: 'Approve a draft, as it is or in other words',
  description: 'It is served from then on. Refused with `conflict` when somebody else has changed or decided it since.',
  params: ofAnswer,
  body: z
    .object({
      version: z.number().int().positive(),
      question: question.optional(),
      answer: answerText.optional(),
    })
    .meta({ examples: [{ version: 1 }] }),
  answer: z.object({ success: z.literal(true) }).meta({ description: 'It is done.', examples: [{ success: true }] }),
  conflict: othersChange,
});

export const dismissDraft = endpoint({
  method: 'POST',
  path: '/review/:id/dismiss',
  summary: 'Dismiss a draft',
  description:
    'It does not come back unless at least twice as many users, and five more, ask it. Refused like approving.',
  params: ofAnswer,
  body: z.object({ version: z.number().int().positive() }).meta({ examples: [{ version: 1 }] }),
  answer: z.object({ success: z.literal(true) }).meta({ description: 'It is done.', examples: [{ success: true }] }),
  conflict: othersChange,
});
