import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const answerStatus = z.enum(['draft', 'published', 'paused', 'dismissed']);
const id = z.coerce.number().int().positive();
const language = z.string().regex(/^[a-z]{2}$/, 'must be a two-letter code, such as en');
const time = z.string();
const ofAnswer = z.object({ id });
/** The version that whoever saves has seen. */
const seen = z.object({ version: z.number().int().positive() });

/** A wording as a person types it. */
export const question = z.string().trim().min(1, 'must not be empty').max(2_000);
/** An answer as a person writes it, Markdown. */
export const answerText = z.string().trim().min(1, 'must not be empty').max(20_000);

export const answerRow = z.object({
  id: z.number(),
  cluster_id: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  status: answerStatus,
  /** What it rests on has changed: it is not served until it was written again, or a person says that it holds. */
  stale: z.boolean(),
  /** The text is a person's. */
  edited: z.boolean(),
  /** A night would answer differently. */
  proposal: z.boolean(),
  version: z.number(),
  /** How often it was served, ever; how many of those were marked as wrong. */
  hits: z.number(),
  marked_wrong: z.number(),
  last_hit_at: time.nullable(),
  /** In the window of the last night. */
  asked: z.number(),
  users: z.number(),
  updated_at: time,
});
export type AnswerRow = z.infer<typeof answerRow>;

/** `unchecked`: a person wrote it, or said that the answer holds without it. `elsewhere`: in a store outside of the database. */
export const sourceState = z.enum(['current', 'changed', 'gone', 'elsewhere', 'unchecked']);
export const shownSource = z.object({
  title: z.string(),
  url: z.string().nullable(),
  path: z.string(),
  headings: z.array(z.string()),
  state: sourceState,
});
export type ShownSource = z.infer<typeof shownSource>;

export const shownPhrasing = z.object({
  id: z.number(),
  text: z.string(),
  language: z.string().nullable(),
  /** Different users who ever asked it. */
  users: z.number(),
  last_asked_at: time.nullable(),
  /** A person has put it here. */
  decided: z.boolean(),
});
export type ShownPhrasing = z.infer<typeof shownPhrasing>;

/** Pieces of two texts in their order: what is in both, in the old one only, in the new one only. */
export const textDiff = z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }));

export const shownProposal = z.object({
  /** Null: nothing in the knowledge base supports an answer any more; `reason` says why. */
  answer: z.string().nullable(),
  reason: z.string().nullable(),
  run: z.number().nullable(),
  at: time,
  diff: textDiff,
  sources: z.array(shownSource),
});
export type ShownProposal = z.infer<typeof shownProposal>;

export const shownVersion = z.object({
  version: z.number(),
  /** Null: not a person. */
  person: z.string().nullable(),
  run: z.number().nullable(),
  change: z.string(),
  at: time,
  question: z.string(),
  answer: z.string(),
  language: z.string().nullable(),
  status: answerStatus,
  /** From the version before. */
  diff: textDiff,
});

export const answerDetail = answerRow.extend({
  answer: z.string(),
  stale_reason: z.string().nullable(),
  edited_at: time.nullable(),
  approved_at: time.nullable(),
  created_at: time,
  sources: z.array(shownSource),
  phrasings: z.array(shownPhrasing),
  proposal_detail: shownProposal.nullable(),
  /** The same question in other languages. */
  languages: z.array(
    z.object({
      cluster_id: z.number(),
      language: z.string().nullable(),
      question: z.string(),
      answer_id: z.number().nullable(),
      status: answerStatus.nullable(),
    }),
  ),
});
export type AnswerDetail = z.infer<typeof answerDetail>;

/** What stands there since somebody else saved; beside the message of an error `conflict`. */
export const othersChange = z.object({
  version: z.number(),
  person: z.string().nullable(),
  change: z.string(),
  at: time,
  question: z.string(),
  answer: z.string(),
});

export const answerQuery = z.object({
  /** In the question or the answer. */
  search: z.string().max(200).optional(),
  /** Two-letter code; `none` for those whose language cannot be told. */
  language: z.string().max(10).optional(),
  /** By default all but what was dismissed. */
  status: answerStatus.optional(),
  stale: z.stringbool().optional(),
  marked_wrong: z.stringbool().optional(),
  edited: z.stringbool().optional(),
  sort: z.enum(['hits', 'updated', 'question']).default('hits'),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AnswerQuery = z.infer<typeof answerQuery>;

export const listAnswers = endpoint({
  method: 'GET',
  path: '/answers',
  summary: 'The golden answers',
  description: 'A page of those that the filters let through, and how many there are in all.',
  query: answerQuery,
  answer: z.object({
    answers: z.array(answerRow),
    total: z.number(),
    page: z.number(),
    languages: z.array(z.string()),
  }),
});

export const readAnswer = endpoint({
  method: 'GET',
  path: '/answers/:id',
  summary: 'One answer',
  description:
    'With its sources and their state, its phrasings, its other languages, and what a night would put in its place.',
  params: ofAnswer,
  answer: answerDetail,
});

export const listVersions = endpoint({
  method: 'GET',
  path: '/answers/:id/versions',
  summary: 'How an answer came to be what it is',
  description: 'All its versions, newest first, each with what was different from the one before.',
  params: ofAnswer,
  answer: z.object({ versions: z.array(shownVersion) }),
});

export const hitRow = z.object({
  key: z.string(),
  /** Kept for 30 days, without personal data. */
  question: z.string().nullable(),
  probability: z.number().nullable(),
  milliseconds: z.number(),
  at: time,
  reason: z.string(),
  marked_wrong: z.boolean(),
});

export const listHits = endpoint({
  method: 'GET',
  path: '/answers/:id/hits',
  summary: 'When an answer was served',
  description: 'Its hits, newest first. `next` is the `before` of the next page.',
  params: ofAnswer,
  query: z.object({
    before: z
      .string()
      .max(60)
      .regex(/^\d+-\d+$/, 'must be the next of a page')
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ hits: z.array(hitRow), next: z.string().nullable() }),
});

export const writeAnswer = endpoint({
  method: 'POST',
  path: '/answers',
  summary: 'Write an answer',
  description:
    'It is served at once to whoever asks in these words, and from the next night on in words that mean the same.',
  body: z.object({
    question,
    answer: answerText,
    /** Without it, what the question is told to be in. */
    language: language.optional(),
    phrasings: z.array(question).max(500).default([]),
    /** The cluster whose question it answers, as of a gap. */
    cluster_id: z.number().int().positive().optional(),
  }),
  answer: answerDetail,
});

export const editAnswer = endpoint({
  method: 'PUT',
  path: '/answers/:id',
  summary: 'Change the text of an answer',
  description: 'From then on no night overwrites it. Refused with `conflict` when somebody else has changed it since.',
  params: ofAnswer,
  body: seen.extend({ question: question.optional(), answer: answerText.optional(), language: language.nullish() }),
  answer: answerDetail,
  conflict: othersChange,
});

export const setStatus = endpoint({
  method: 'POST',
  path: '/answers/:id/status',
  summary: 'Publish, pause or dismiss an answer',
  description: 'What is dismissed is not written again, unless the question is asked markedly more.',
  params: ofAnswer,
  body: seen.extend({ status: z.enum(['published', 'paused', 'dismissed']) }),
  answer: answerDetail,
  conflict: othersChange,
});

export const confirmAnswer = endpoint({
  method: 'POST',
  path: '/answers/:id/confirm',
  summary: 'Say that a stale answer still holds',
  description: 'It is served again, and rests on its sources as they are now.',
  params: ofAnswer,
  body: seen,
  answer: answerDetail,
  conflict: othersChange,
});

export const restoreVersion = endpoint({
  method: 'POST',
  path: '/answers/:id/restore',
  summary: 'Take back an earlier version',
  description:
    'Its question, text, sources and language become a new version, which no night overwrites; the status stays.',
  params: ofAnswer,
  body: seen.extend({ to: z.number().int().positive() }),
  answer: answerDetail,
  conflict: othersChange,
});

export const decideProposal = endpoint({
  method: 'POST',
  path: '/answers/:id/proposal',
  summary: "Accept or reject a night's proposal",
  description:
    'Rejected means that what stands there holds. To accept that nothing supports an answer any more is to pause it.',
  params: ofAnswer,
  body: seen.extend({
    accept: z.boolean(),
    /** `at` of the proposal that was seen. */
    at: time,
  }),
  answer: answerDetail,
  conflict: othersChange,
});

export const eraseAnswer = endpoint({
  method: 'DELETE',
  path: '/answers/:id',
  summary: 'Erase a dismissed answer',
  description: 'With its versions, for good. That it was dismissed is forgotten as well: a night may write it anew.',
  params: ofAnswer,
  query: z.object({ version: z.coerce.number().int().positive() }),
  answer: z.object({ success: z.literal(true) }),
  conflict: othersChange,
});

const ofPhrasing = ofAnswer.extend({ phrasing: id });

export const movePhrasing = endpoint({
  method: 'POST',
  path: '/answers/:id/phrasings/:phrasing/move',
  summary: 'Move a phrasing to another answer',
  description: 'Whoever asks in these words gets that answer, from now on and in every night to come.',
  params: ofPhrasing,
  body: z.object({ to: z.number().int().positive() }),
  answer: answerDetail,
});

export const detachPhrasing = endpoint({
  method: 'POST',
  path: '/answers/:id/phrasings/:phrasing/detach',
  summary: 'Say that a phrasing means something else',
  description: 'It is not answered so again, nor is what means the same, from now on and in every night to come.',
  params: ofPhrasing,
  answer: answerDetail,
});

export const markHitWrong = endpoint({
  method: 'POST',
  path: '/answers/:id/hits/:key/wrong',
  summary: 'Mark a hit as wrong',
  description: 'Its question, and any that means the same, is not answered so again.',
  params: ofAnswer.extend({ key: z.uuid() }),
  answer: z.object({ success: z.literal(true), never_again: z.boolean() }),
});
