import type { Queryable } from '../database/database.ts';
import { keptQuestion } from './kept-question.ts';

/** What was learned from a user and is forgotten. */
export interface ForgottenLearning {
  /** Wordings that only this user has used; no question is compared with them any more. */
  phrasings: number;
  /** Questions kept with a lookup, or with a mark, in one of these wordings. */
  keptQuestions: number;
}

/** Erases words of a user, in a transaction of the caller's. */
export type EraseWords = (tx: Queryable, texts: readonly string[]) => Promise<void>;

/** As golden/kept-question.ts keeps them; nobody else asked in these words, and nobody typed them at the desk. */
const WORDINGS_OF_THIS_USER = `
  SELECT word AS normalised FROM unnest($2::text[]) AS word
  WHERE NOT EXISTS (
    SELECT 1 FROM query_clusters q JOIN phrasings p ON p.id = q.phrasing_id
    WHERE p.normalised = word AND q.user_id IS DISTINCT FROM $1
  ) AND NOT EXISTS (SELECT 1 FROM phrasings p WHERE p.normalised = word AND p.by_hand)`;

/**
 * Forgets what golden answers were learned from a user. Wordings that others used as well stay, without this user; the
 * answers stay, as no user's words are in them.
 * @param questions all that the user asked.
 * @param eraseElsewhere erases these words, in the same transaction, where this service knows nothing of.
 */
export async function forgetUser(
  database: Queryable,
  userId: string,
  questions: readonly string[],
  eraseElsewhere?: EraseWords,
): Promise<ForgottenLearning> {
  const kept = questions.map(keptQuestion);
  const normalised = [...new Set(kept.map((question) => question.normalised))];
  const own: [string, string[]] = [userId, normalised];
  const lookups = await database.query(
    `UPDATE lookups SET question = NULL, normalised = NULL, embedding = NULL
     WHERE question IS NOT NULL AND normalised IN (${WORDINGS_OF_THIS_USER}) RETURNING id`,
    own,
  );
  const marks = await database.query(
    `DELETE FROM counter_examples WHERE normalised IN (${WORDINGS_OF_THIS_USER}) RETURNING id`,
    own,
  );
  const wordings = await database.query<{ text: string }>(
    `SELECT text FROM phrasings WHERE normalised IN (${WORDINGS_OF_THIS_USER})`,
    own,
  );
  // What was marked, or what a mark was taken back of, need be no phrasing.
  const words = await database.query<{ normalised: string }>(WORDINGS_OF_THIS_USER, own);
  const isOwn = new Set(words.map((word) => word.normalised));
  const asked = kept.filter((question) => isOwn.has(question.normalised));
  const texts = [...new Set([...wordings, ...asked].map(({ text }) => text))];
  await database.query(
    "UPDATE answer_versions SET canonical_question = '[erased]' WHERE canonical_question = ANY($1::text[])",
    [texts],
  );
  await eraseElsewhere?.(database, texts);
  for (const table of ['clusters', 'golden_answers'] as const) await renameAfterOthers(database, table, own);
  // Their rows in query_clusters, published_phrasings and lone_questions go with them.
  const phrasings = await database.query(
    `DELETE FROM phrasings WHERE normalised IN (${WORDINGS_OF_THIS_USER}) RETURNING id`,
    own,
  );
  await database.query('DELETE FROM query_clusters WHERE user_id = $1', [userId]);
  return { phrasings: phrasings.length, keptQuestions: lookups.length + marks.length };
}

/** A cluster or an answer that goes by a wording of this user goes by another one's. */
async function renameAfterOthers(
  database: Queryable,
  table: 'clusters' | 'golden_answers',
  own: [userId: string, normalised: string[]],
): Promise<void> {
  const cluster = table === 'clusters' ? 'named.id' : 'named.cluster_id';
  await database.query(
    `WITH own AS (${WORDINGS_OF_THIS_USER})
     UPDATE ${table} named SET canonical_question = coalesce(
       (SELECT other.text FROM phrasings other WHERE other.cluster_id = ${cluster}
          AND other.normalised NOT IN (SELECT normalised FROM own) ORDER BY other.id LIMIT 1), '[erased]')
     FROM phrasings p
     WHERE p.cluster_id = ${cluster} AND p.text = named.canonical_question AND p.normalised IN (SELECT normalised FROM own)`,
    own,
  );
}
