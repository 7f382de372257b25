import { z } from 'zod';
import { answerFilter } from './answers.ts';
import { endpoint } from './endpoint.ts';

/** A file of answers that is longer, in bytes, is for the command line. */
export const LONGEST_FILE = 16 * 1024 * 1024;

/** So many lines are told one by one; the rest is counted. */
export const MOST_TOLD = 500;

export const exportAnswers = endpoint({
  method: 'GET',
  path: '/answers/export',
  summary: 'Golden answers as a file',
  description:
    'Those that the filters let through, with their phrasings, the most served first. `POST /api/desk/answers/import` and `goldsmith import answers` read it back.',
  query: answerFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') }),
  file: ['text/csv', 'application/jsonl'],
  answer: z.string().meta({ description: 'CSV or JSON Lines.', examples: ['question,answer\r\n'] }),
});

const importedLine = z.object({
  line: z.number(),
  question: z.string(),
  change: z.enum(['created', 'updated']),
  /** What is different about an answer that was updated. */
  fields: z.array(z.string()),
  /** Of a dry run null for what would be new. */
  answer_id: z.number().nullable(),
});
const refusedLine = z.object({ line: z.number(), reason: z.string() });

export const answerImport = z.object({
  dry_run: z.boolean(),
  read: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  refused: z.number(),
  /** The first of each. */
  changes: z.array(importedLine),
  refusals: z.array(refusedLine),
});
export type AnswerImport = z.infer<typeof answerImport>;

const exampleImport: AnswerImport = {
  ...{ dry_run: true, read: 3, created: 1, updated: 1, unchanged: 1, refused: 1 },
  changes: [
    { line: 2, question: 'What is a KITAS?', change: 'updated', fields: ['answer'], answer_id: 12 },
    { line: 3, question: 'Where is the office?', change: 'created', fields: [], answer_id: null },
  ],
  refusals: [{ line: 5, reason: 'answer: must not be empty' }],
};

export const importAnswers = endpoint({
  method: 'POST',
  path: '/answers/import',
  summary: 'Import golden answers from a file',
  description:
    'Each line takes the place of what was answered to its question, or is new; what it does not name stays as it was. One that cannot be taken is told by its number, and the others stand. A dry run tells what would be, and changes nothing.',
  body: z
    .object({
      /** Ends with .csv, .jsonl or .ndjson. */
      name: z.string().min(1).max(300),
      text: z.string(),
      dry_run: z.boolean().default(false),
    })
    .meta({
      examples: [{ name: 'answers.csv', text: 'question,answer\nWhat is a KITAS?,A permit.\n', dry_run: true }],
    }),
  answer: answerImport.meta({ description: 'What was done, or would be.', examples: [exampleImport] }),
  // JSON writes some characters as several.
  longestBody: 2 * LONGEST_FILE,
});
