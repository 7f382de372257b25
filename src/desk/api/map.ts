import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/**
 * What comes of a question by day. `gap`: no answer, or a stale one; `withheld`: a person has paused or dismissed its answer;
 * `outlier`: it is in no cluster, nobody else asks it.
 */
export const mapState = z.enum(['answered', 'draft', 'gap', 'withheld', 'outlier']);
export type MapState = z.infer<typeof mapState>;

/** A question in one wording. */
export const mapPoint = z.object({
  /** Of the phrasing. */
  id: z.number(),
  text: z.string(),
  language: z.string().nullable(),
  /** Null of an outlier. */
  cluster: z.number().nullable(),
  /** Different people who asked it in these words; 0: it is known, and its askers are not. */
  users: z.number(),
  /** On the map; null: not placed yet. */
  x: z.number().nullable(),
  y: z.number().nullable(),
});
export type MapPoint = z.infer<typeof mapPoint>;

/** Questions that mean one. */
export const mapCluster = z.object({
  id: z.number(),
  question: z.string(),
  language: z.string().nullable(),
  /** In the window of the last night. */
  asked: z.number(),
  users: z.number(),
  state: mapState,
  answer_id: z.number().nullable(),
});
export type MapCluster = z.infer<typeof mapCluster>;

export const readMap = endpoint({
  method: 'GET',
  path: '/map',
  summary: 'All questions in two dimensions',
  description:
    'What is near means about the same. Up to 5,000 wordings: of each cluster the most asked, then what else was asked most, then the newest of those in no cluster. Those that are new are placed after the first look, among the others, in a thread of its own.',
  answer: z
    .object({
      points: z.array(mapPoint),
      clusters: z.array(mapCluster),
      /** Wordings that there are; more than `points` where those are the most asked only. */
      total: z.number(),
      /** New ones are being placed: ask again. */
      placing: z.boolean(),
      /** Why the new ones could not be placed, if they could not. */
      trouble: z.string().nullable(),
    })
    .meta({
      description: 'The questions and their clusters.',
      examples: [
        {
          points: [{ id: 3, text: 'What is a KITAS?', language: 'en', cluster: 7, users: 9, x: 1.25, y: -0.5 }],
          clusters: [
            {
              ...{ id: 7, question: 'What is a KITAS?', language: 'en', asked: 40, users: 17 },
              ...{ state: 'answered', answer_id: 12 },
            },
          ],
          ...{ total: 1, placing: false, trouble: null },
        },
      ],
    }),
});
export type QuestionMap = z.infer<typeof readMap.answer>;
