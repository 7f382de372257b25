import { z } from 'zod';
import { visibleText, wordedText } from './visible-text.ts';

export const answerStatus = z.enum(['draft', 'published', 'paused', 'dismissed']);
const time = z.string();

/** As `matching/longest-question.ts`: a longer question, in characters, is not looked up, and nobody would be served its answer. */
export const LONGEST_QUESTION = 1_000;
/** A wording as a person types it. */
export const question = wordedText.max(
  LONGEST_QUESTION,
  'must have at most 1,000 characters, as longer questions are not looked up',
);
/** An answer as a person writes it, Markdown. */
export const answerText = visibleText.max(20_000);

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
  /** In the window of the last night: how often it was asked, in how many conversations, by how many different users. */
  asked: z.number(),
  conversations: z.number(),
  users: z.number(),
  updated_at: time,
});
export type AnswerRow = z.infer<typeof answerRow>;

/** As the description of the API shows it. */
export const exampleRow: AnswerRow = {
  ...{
    id: 12,
    cluster_id: 7,
    question: 'What is a KITAS?',
    language: 'en',
    status: 'published',
    stale: false,
    edited: true,
  },
  ...{
    proposal: false,
    version: 3,
    hits: 214,
    marked_wrong: 1,
    last_hit_at: '2026-10-12T08:00:00.000Z',
    asked: 40,
    conversations: 38,
    users: 17,
  },
  updated_at: '2026-10-11T16:20:00.000Z',
};

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
  /** Other words that are marked and mean the same, so that the answer is not served to these; null where there are none. */
  silenced_by: z.string().nullable(),
});
export type ShownPhrasing = z.infer<typeof shownPhrasing>;

/** Words that the answer is not served to, nor what means the same. */
export const shownMark = z.object({
  id: z.number(),
  text: z.string(),
  language: z.string().nullable(),
  /** Who said that they mean something else; null: a hit was marked as wrong. */
  person: z.string().nullable(),
  at: time,
  /** The phrasing of the answer in these words, if it is one. */
  phrasing: z.number().nullable(),
  /** The answer that was marked: this one, or another with the same text, which is wrong for the same. */
  answer_id: z.number(),
});
export type ShownMark = z.infer<typeof shownMark>;

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
  marks: z.array(shownMark),
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

/** As the description of the API shows it. */
export const exampleDetail: AnswerDetail = {
  ...exampleRow,
  answer: 'A KITAS is a limited stay permit for foreigners.',
  ...{
    stale_reason: null,
    edited_at: '2026-10-11T16:20:00.000Z',
    approved_at: null,
    created_at: '2026-10-01T02:00:00.000Z',
  },
  sources: [{ title: 'KITAS', url: null, path: 'en/kitas.md', headings: ['KITAS'], state: 'current' }],
  phrasings: [
    {
      id: 31,
      text: 'what is a kitas',
      language: 'en',
      users: 9,
      last_asked_at: '2026-10-10T09:00:00.000Z',
      decided: false,
      silenced_by: null,
    },
  ],
  marks: [
    {
      id: 5,
      text: 'what is a kitap',
      language: 'en',
      person: null,
      at: '2026-10-11T09:30:00.000Z',
      phrasing: null,
      answer_id: 12,
    },
  ],
  proposal_detail: null,
  languages: [{ cluster_id: 9, language: 'id', question: 'Apa itu KITAS?', answer_id: 14, status: 'published' }],
};

/** An answer that is in the way; beside the message of an error `bad-input`. */
export const otherAnswer = z.object({ answer_id: z.number() });

/** What stands there since somebody else saved; beside the message of an error `conflict`. */
export const othersChange = z.object({
  version: z.number(),
  person: z.string().nullable(),
  change: z.string(),
  at: time,
  question: z.string(),
  answer: z.string(),
});
