import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { MOST_ROWS, rowId } from './row-id.ts';
import { textDiff } from './shown-answer.ts';

const ofChunk = z.object({ id: rowId });
/** The version that whoever saves has seen. */
const seen = z.object({ version: z.number().int().positive() });

export const culturalChunk = z.object({
  id: z.number(),
  /** The same in every language. */
  topic: z.string(),
  language: z.string(),
  content: z.string(),
  trigger_keyword: z.string().nullable(),
  when_to_use: z.string().nullable(),
  /** What a message is about that calls for it, and where in a conversation it fits; no stage: anywhere. */
  intents: z.array(z.string()),
  stages: z.array(z.string()),
  version: z.number(),
  /** How many replies were given with it. */
  uses: z.number(),
  /** The text is a person's: no night rewrites it. */
  held: z.boolean(),
  /** A person or a model; null for what Goldsmith came with. */
  changed_by: z.string().nullable(),
  changed_at: z.string().nullable(),
});
export type CulturalChunk = z.infer<typeof culturalChunk>;

const exampleChunk: CulturalChunk = {
  ...{ id: 1, topic: 'greetings', language: 'en', content: 'Greet warmly and without haste.' },
  ...{
    trigger_keyword: 'greeting',
    when_to_use: 'When a conversation opens',
    intents: ['greeting'],
    stages: ['opening'],
  },
  ...{ version: 2, uses: 31, held: true, changed_by: 'Wayan', changed_at: '2026-10-11T16:20:00.000Z' },
};

export const listCulture = endpoint({
  method: 'GET',
  path: '/culture',
  summary: 'The cultural chunks',
  description: 'All of them, topic by topic, with how often each was used.',
  answer: z
    .object({ chunks: z.array(culturalChunk) })
    .meta({ description: 'All of them.', examples: [{ chunks: [exampleChunk] }] }),
});

const chunkVersion = z.object({
  version: z.number(),
  content: z.string(),
  trigger_keyword: z.string().nullable(),
  when_to_use: z.string().nullable(),
  /** A person or a model; null for what Goldsmith came with. */
  writer: z.string().nullable(),
  at: z.string().nullable(),
  /** Of the text, from the version before. */
  diff: textDiff,
});

const exampleVersion: z.infer<typeof chunkVersion> = {
  ...{ version: 2, content: 'Greet warmly.', trigger_keyword: 'greeting', when_to_use: null },
  ...{ writer: 'Wayan', at: '2026-10-11T16:20:00.000Z', diff: [{ kind: 'same', text: 'Greet warmly.' }] },
};

const toldChunk = z.object({ chunk: culturalChunk, versions: z.array(chunkVersion) }).meta({
  description: 'The chunk as it is now, and all its versions, newest first, the present one too.',
  examples: [{ chunk: exampleChunk, versions: [exampleVersion] }],
});

export const readCulture = endpoint({
  method: 'GET',
  path: '/culture/:id',
  summary: 'One cultural chunk',
  description: 'With everything that it said before.',
  params: ofChunk,
  answer: toldChunk,
});

const optionalText = z.string().trim().max(300).nullable();

export const editCulture = endpoint({
  method: 'PUT',
  path: '/culture/:id',
  summary: 'Change a cultural chunk',
  description: 'What it said before is kept. Refused with `conflict` when somebody else has changed it since.',
  params: ofChunk,
  body: seen
    .extend({
      /** In the prompt a chunk is one line: line breaks become spaces. */
      content: z.string().trim().min(1, 'must not be empty').max(2_000),
      trigger_keyword: optionalText,
      when_to_use: optionalText,
      /** Whether no night may rewrite it. */
      held: z.boolean().default(true),
    })
    .meta({ examples: [{ version: 1, content: 'Greet warmly.', trigger_keyword: 'greeting', when_to_use: null }] }),
  answer: toldChunk,
  conflict: culturalChunk,
});

export const restoreCulture = endpoint({
  method: 'POST',
  path: '/culture/:id/restore',
  summary: 'Take back what a chunk said before',
  description: 'It becomes a new version, which no night rewrites.',
  params: ofChunk,
  body: seen.extend({ to: z.number().int().positive().max(MOST_ROWS) }).meta({ examples: [{ version: 3, to: 1 }] }),
  answer: toldChunk,
  conflict: culturalChunk,
});
