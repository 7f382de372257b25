import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** A text that somebody has added to the knowledge base at the desk. */
export const addedText = z.object({
  id: z.number(),
  title: z.string(),
  url: z.string().nullable(),
  language: z.string().nullable(),
  /** The pieces it was cut into, each found by itself. */
  chunks: z.number(),
  added_at: z.string(),
});
export type AddedText = z.infer<typeof addedText>;

const exampleText = {
  ...{ id: 91, title: 'Surfboard rental', url: null, language: 'en', chunks: 1 },
  added_at: '2026-10-12T08:05:03.000Z',
};

const words = z.string().trim();

export const listAdded = endpoint({
  method: 'GET',
  path: '/knowledge',
  summary: 'What was added to the knowledge base at the desk',
  description: 'Newest first, up to 500. What `goldsmith ingest` has read is not among them.',
  answer: z
    .object({
      texts: z.array(addedText),
      /** Where answers are written from instead, such as a Chroma collection; null: from the knowledge base. */
      elsewhere: z.string().nullable(),
    })
    .meta({ description: 'The texts.', examples: [{ texts: [exampleText], elsewhere: null }] }),
});

export const addText = endpoint({
  method: 'POST',
  path: '/knowledge',
  summary: 'Add a text to the knowledge base',
  description:
    'Plain text or Markdown; it is cut into chunks and found at once. The next night writes answers from it, where it supports them.',
  body: z
    .object({
      title: words.min(1).max(200),
      text: words.min(1).max(200_000),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional(),
      language: z
        .string()
        .regex(/^[a-z]{2}$/, 'must be a two-letter code, such as en')
        .optional(),
    })
    .meta({
      description: 'The text, and where it stands for all to read, if it does.',
      examples: [
        { title: 'Surfboard rental', text: 'Boards are rented on the beach of Kuta, at 50,000 rupiah an hour.' },
      ],
    }),
  answer: addedText.meta({ description: 'As it stands there.', examples: [exampleText] }),
});

export const removeText = endpoint({
  method: 'DELETE',
  path: '/knowledge/:id',
  summary: 'Take an added text away',
  description: 'Answers that rest on it are out of service from then on, until a night or a person has seen to them.',
  params: z.object({ id: z.coerce.number().int().positive() }),
  answer: z
    .object({ stale: z.number() })
    .meta({ description: 'How many answers are out of service by it.', examples: [{ stale: 1 }] }),
});
