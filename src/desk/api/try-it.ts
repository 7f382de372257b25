import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const considered = z.object({
  /** Null for a question that stands alone. */
  cluster: z.number().nullable(),
  /** The question that its answer was written for; null without an answer. */
  answers: z.string().nullable(),
  /** Its most similar phrasing, and the cosine to it. */
  phrasing: z.string(),
  similarity: z.number(),
  /** By the choice model; null by the rule `fixed`. */
  score: z.number().nullable(),
});

/** A step on a question's way; those after the last were not reached. */
export const tryStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('same-words'), normalised: z.string(), cluster: z.number().optional() }),
  z.object({ step: z.literal('talk'), leans: z.boolean(), hasHistory: z.boolean() }),
  z.object({ step: z.literal('eligible'), ineligible: z.string().optional(), isExcepted: z.boolean() }),
  z.object({ step: z.literal('embed'), model: z.string(), isOfOtherEmbedder: z.boolean() }),
  z.object({ step: z.literal('language'), told: z.string().optional() }),
  z.object({
    step: z.literal('decide'),
    rule: z.enum(['trained', 'fixed']),
    considered: z.array(considered),
    /** Of the best: a probability or, by the rule `fixed`, a cosine. */
    score: z.number().optional(),
    bar: z.number().nullable(),
    isAnswered: z.boolean().optional(),
    disagreement: z.string().optional(),
  }),
  z.object({
    step: z.literal('answer'),
    check: z.enum(['exception', 'language', 'status', 'stale', 'marked-wrong']),
    passed: z.boolean(),
  }),
]);
export type TryStep = z.infer<typeof tryStep>;

export const tried = z.object({
  outcome: z.enum(['hit', 'miss', 'bypass']),
  reason: z.string(),
  milliseconds: z.number(),
  language: z.string().nullable(),
  probability: z.number().nullable(),
  similarity: z.number().nullable(),
  steps: z.array(tryStep),
  answer: z
    .object({ id: z.number(), question: z.string(), answer: z.string(), language: z.string().nullable() })
    .nullable(),
});
export type Tried = z.infer<typeof tried>;

const EXAMPLE: Tried = {
  outcome: 'hit',
  reason: 'same-words',
  milliseconds: 0.1,
  language: 'en',
  probability: null,
  similarity: null,
  steps: [{ step: 'same-words', normalised: 'what is a kitas', cluster: 1 }],
  answer: { id: 1, question: 'What is a KITAS?', answer: 'A limited stay permit.', language: 'en' },
};

export const tryQuestion = endpoint({
  method: 'POST',
  path: '/try',
  role: 'reader',
  summary: 'Try a question',
  description: 'Looks it up as the chat would, and tells each step. Nothing is recorded, and no model is asked.',
  body: z
    .object({
      question: z.string().trim().min(1, 'must not be empty').max(8000),
      /** Whether it comes after others in a conversation. */
      in_talk: z.boolean().default(false),
    })
    .meta({ examples: [{ question: 'What is a KITAS?' }] }),
  answer: tried.meta({ description: 'What came of it.', examples: [EXAMPLE] }),
});
