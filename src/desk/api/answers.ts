import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { MOST_ROWS, rowId } from './row-id.ts';
import {
  answerDetail,
  answerRow,
  answerStatus,
  answerText,
  exampleDetail,
  exampleRow,
  othersChange,
  question,
  shownVersion,
} from './shown-answer.ts';

const language = z.string().regex(/^[a-z]{2}$/, 'must be a two-letter code, such as en');
const time = z.string();
const ofAnswer = z.object({ id: rowId });
/** The version that whoever saves has seen. */
const seen = z.object({ version: z.number().int().positive() });
/** What a change answers: how the answer is now. */
const told = answerDetail.meta({ description: 'The answer as it is now.', examples: [exampleDetail] });

/** Which answers: filters that are not given let everything through but what was dismissed. */
export const answerFilter = z.object({
  /** In the question, the answer, or one of its phrasings. */
  search: z.string().max(200).optional(),
  /** Two-letter code; `none` for those whose language cannot be told. */
  language: z.string().max(10).optional(),
  /** By default all but what was dismissed; `all`: that as well. */
  status: z.enum([...answerStatus.options, 'all']).optional(),
  stale: z.stringbool().optional(),
  marked_wrong: z.stringbool().optional(),
  edited: z.stringbool().optional(),
  /** Written or rewritten by one night ... */
  run: rowId.optional(),
  /** ... only those that are new by it, or only those that there were before. */
  wrote: z.enum(['new', 'rewritten']).optional(),
});
export type AnswerFilter = z.infer<typeof answerFilter>;

export const answerQuery = answerFilter.extend({
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
  answer: z
    .object({ answers: z.array(answerRow), total: z.number(), page: z.number(), languages: z.array(z.string()) })
    .meta({
      description: 'A page of them.',
      examples: [{ answers: [exampleRow], total: 1, page: 1, languages: ['en'] }],
    }),
});

export const readAnswer = endpoint({
  method: 'GET',
  path: '/answers/:id',
  summary: 'One answer',
  description:
    'With its sources and their state, its phrasings, its other languages, and what a night would put in its place.',
  params: ofAnswer,
  answer: told,
});

export const listVersions = endpoint({
  method: 'GET',
  path: '/answers/:id/versions',
  summary: 'How an answer came to be what it is',
  description: 'All its versions, newest first, each with what was different from the one before.',
  params: ofAnswer,
  answer: z.object({ versions: z.array(shownVersion) }).meta({
    description: 'All versions.',
    examples: [
      {
        versions: [
          {
            version: 1,
            person: null,
            run: 4,
            change: 'written',
            at: '2026-10-01T02:00:00.000Z',
            question: 'What is a KITAS?',
            answer: 'A permit.',
            language: 'en',
            status: 'draft',
            diff: [{ kind: 'added', text: 'A permit.' }],
          },
        ],
      },
    ],
  }),
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
      .regex(/^\d{1,16}-\d{1,18}$/, 'must be the next of a page')
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ hits: z.array(hitRow), next: z.string().nullable() }).meta({
    description: 'A page of them.',
    examples: [
      {
        hits: [
          {
            key: '5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11',
            question: 'what is a kitas',
            probability: 0.99,
            milliseconds: 1.2,
            at: '2026-10-12T08:00:00.000Z',
            reason: 'similar',
            marked_wrong: false,
          },
        ],
        next: null,
      },
    ],
  }),
});

export const writeAnswer = endpoint({
  method: 'POST',
  path: '/answers',
  summary: 'Write an answer',
  description:
    'It is served at once to whoever asks in these words, and from the next night on in words that mean the same.',
  body: z
    .object({
      question,
      answer: answerText,
      /** Without it, what the question is told to be in. */
      language: language.optional(),
      phrasings: z.array(question).max(500).default([]),
      /** The cluster whose question it answers, as of a gap. */
      cluster_id: z.number().int().positive().max(MOST_ROWS).optional(),
    })
    .meta({ examples: [{ question: 'What is a KITAS?', answer: 'A permit.', phrasings: ['kitas meaning'] }] }),
  answer: told,
});

export const editAnswer = endpoint({
  method: 'PUT',
  path: '/answers/:id',
  summary: 'Change the text of an answer',
  description: 'From then on no night overwrites it. Refused with `conflict` when somebody else has changed it since.',
  params: ofAnswer,
  body: seen
    .extend({ question: question.optional(), answer: answerText.optional(), language: language.nullish() })
    .meta({ examples: [{ version: 3, answer: 'A KITAS is a permit for a year.' }] }),
  answer: told,
  conflict: othersChange,
});

export const setStatus = endpoint({
  method: 'POST',
  path: '/answers/:id/status',
  summary: 'Publish, pause or dismiss an answer',
  description:
    'What is dismissed is not written again, unless the question is asked markedly more. What comes back is refused with `bad-input` while its question leads to another answer, which `current.answer_id` names.',
  params: ofAnswer,
  body: seen
    .extend({ status: z.enum(['published', 'paused', 'dismissed']) })
    .meta({ examples: [{ version: 3, status: 'paused' }] }),
  answer: told,
  conflict: othersChange,
});

export const confirmAnswer = endpoint({
  method: 'POST',
  path: '/answers/:id/confirm',
  summary: 'Say that a stale answer still holds',
  description: 'It is served again, and rests on its sources as they are now.',
  params: ofAnswer,
  body: seen.meta({ examples: [{ version: 3 }] }),
  answer: told,
  conflict: othersChange,
});

export const restoreVersion = endpoint({
  method: 'POST',
  path: '/answers/:id/restore',
  summary: 'Take back an earlier version',
  description:
    'Its question, text, sources and language become a new version, which no night overwrites; the status stays.',
  params: ofAnswer,
  body: seen.extend({ to: z.number().int().positive().max(MOST_ROWS) }).meta({ examples: [{ version: 3, to: 1 }] }),
  answer: told,
  conflict: othersChange,
});

export const decideProposal = endpoint({
  method: 'POST',
  path: '/answers/:id/proposal',
  summary: "Accept or reject a night's proposal",
  description:
    'Rejected means that what stands there holds. To accept that nothing supports an answer any more is to pause it.',
  params: ofAnswer,
  body: seen
    .extend({
      accept: z.boolean(),
      /** `at` of the proposal that was seen. */
      at: z.iso.datetime(),
    })
    .meta({ examples: [{ version: 3, accept: true, at: '2026-10-12T02:00:00.000Z' }] }),
  answer: told,
  conflict: othersChange,
});

export const eraseAnswer = endpoint({
  method: 'DELETE',
  path: '/answers/:id',
  summary: 'Erase a dismissed answer',
  description: 'With its versions, for good. That it was dismissed is forgotten as well: a night may write it anew.',
  params: ofAnswer,
  query: z.object({ version: z.coerce.number().int().positive() }),
  answer: z.object({ success: z.literal(true) }).meta({ description: 'It is done.', examples: [{ success: true }] }),
  conflict: othersChange,
});

const ofPhrasing = ofAnswer.extend({ phrasing: z.coerce.number().int().positive() });

export const movePhrasing = endpoint({
  method: 'POST',
  path: '/answers/:id/phrasings/:phrasing/move',
  summary: 'Move a phrasing to another answer',
  description: 'Whoever asks in these words gets that answer, from now on and in every night to come.',
  params: ofPhrasing,
  body: z.object({ to: z.number().int().positive().max(MOST_ROWS) }).meta({ examples: [{ to: 14 }] }),
  answer: told,
});

export const detachPhrasing = endpoint({
  method: 'POST',
  path: '/answers/:id/phrasings/:phrasing/detach',
  summary: 'Say that a phrasing means something else',
  description: 'It is not answered so again, nor is what means the same, from now on and in every night to come.',
  params: ofPhrasing,
  answer: told,
});

const takenBack = answerDetail
  .extend({
    taken_back: z.object({
      /** Null where it is not kept any more. */
      question: z.string().nullable(),
      /** Whether it is served the answer from now on. */
      served: z.boolean(),
      /** Words that mean the same and are marked themselves, for which it is not. */
      silenced_by: z.array(z.string()),
    }),
  })
  .meta({
    description: 'The answer as it is now, and what came of it.',
    examples: [
      { ...exampleDetail, taken_back: { question: 'what is a kitap', served: false, silenced_by: ['whats a kitap'] } },
    ],
  });

export const takeBackMark = endpoint({
  method: 'DELETE',
  path: '/answers/:id/marks/:mark',
  summary: 'Take back that an answer is wrong for some words',
  description:
    'Whoever asks in these words is served it again, unless others that mean the same are marked as well, and its hits in them are marked no more. Words that were taken out of its phrasings are one again, unless they are those of another answer by now. `taken_back` says whether they are served now.',
  params: ofAnswer.extend({ mark: rowId }),
  answer: takenBack,
});

export const takeBackWrong = endpoint({
  method: 'DELETE',
  path: '/answers/:id/hits/:key/wrong',
  summary: 'Take back that a hit was wrong',
  description:
    'With all marks of the same question: whoever asks it is served the answer again, unless others that mean the same are marked as well. `taken_back` says whether it is served now.',
  params: ofAnswer.extend({ key: z.uuid() }),
  answer: takenBack,
});

export const markHitWrong = endpoint({
  method: 'POST',
  path: '/answers/:id/hits/:key/wrong',
  summary: 'Mark a hit as wrong',
  description: 'Its question, and any that means the same, is not answered so again.',
  params: ofAnswer.extend({ key: z.uuid() }),
  answer: z.object({ success: z.literal(true), never_again: z.boolean() }).meta({
    description: 'It is marked. `never_again` is false when the question is not known any more.',
    examples: [{ success: true, never_again: true }],
  }),
});
