import type { Queryable } from '../database/database.ts';
import { isSameAnswer } from './same-answer.ts';

/** Words that an answer is not served to, because a hit was marked as wrong, or a person took them out of its phrasings. */
export interface Mark {
  id: number;
  /** Redacted. */
  text: string;
  language: string | null;
  /** Who took the words out; null: a hit was marked. */
  person: string | null;
  at: Date;
  /** The phrasing of the answer in these words; null where they are none of its phrasings. */
  phrasing: number | null;
  /** The answer that was marked: this one, or another with the same text, as what is wrong of one is wrong of both. */
  answer_id: number;
}

/** The words of a mark. */
export interface MarkedQuestion {
  /** Redacted; null where a hit's are not kept any more. */
  question: string | null;
  normalised: string | null;
}

/** The marks that keep words from an answer: its own, then those of others with the same text, each oldest first. */
export async function readMarks(database: Queryable, clusterId: number): Promise<Mark[]> {
  return database.query<Mark>(
    `SELECT c.id::int AS id, c.text, c.language, d.person, c.created_at AS at, a.id AS answer_id,
       CASE WHEN p.cluster_id = $1 THEN p.id::int END AS phrasing
     FROM counter_examples c JOIN golden_answers a ON a.cluster_id = c.cluster_id
     LEFT JOIN phrasings p ON p.normalised = c.normalised
     LEFT JOIN phrasing_decisions d ON d.phrasing_id = p.id AND d.cluster_id = c.cluster_id AND NOT d.belongs
     WHERE ${isSameAnswer('c.cluster_id')} ORDER BY c.cluster_id <> $1, c.id`,
    [clusterId],
  );
}

/** The words of a mark of this cluster; undefined where it has no such mark. */
export async function readMark(
  database: Queryable,
  clusterId: number,
  markId: number,
): Promise<MarkedQuestion | undefined> {
  const [mark] = await database.query<MarkedQuestion>(
    'SELECT text AS question, normalised FROM counter_examples WHERE cluster_id = $1 AND id = $2',
    [clusterId, markId],
  );
  return mark;
}

/** The words of a hit of this answer that is marked as wrong; undefined where there is none. */
export async function readMarkedHit(
  database: Queryable,
  answerId: number,
  key: string,
): Promise<MarkedQuestion | undefined> {
  const [hit] = await database.query<MarkedQuestion>(
    `SELECT question, normalised FROM lookups
     WHERE golden_answer_id = $1 AND key = $2 AND outcome = 'hit' AND marked_wrong_at IS NOT NULL`,
    [answerId, key],
  );
  return hit;
}

/** Takes back that a single hit was wrong. */
export async function unmarkHit(tx: Queryable, key: string): Promise<void> {
  await tx.query('UPDATE lookups SET marked_wrong_at = NULL WHERE key = $1', [key]);
}

/** Words that were marked of an answer. */
export interface MarkedWords {
  answerId: number;
  clusterId: number;
  normalised: string;
}

/**
 * Takes back that an answer is wrong for these words, also where the same is answered: hits in them are marked no more.
 * @returns whether a person had taken them out of the answer's phrasings, and they are in no other's now.
 */
export async function unmarkWords(tx: Queryable, { answerId, clusterId, normalised }: MarkedWords): Promise<boolean> {
  // Hits first: who marks one holds it, and then changes what is served.
  await tx.query(
    `UPDATE lookups SET marked_wrong_at = NULL WHERE normalised = $2 AND marked_wrong_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM golden_answers a WHERE a.id = golden_answer_id AND ${isSameAnswer('a.cluster_id')})`,
    [clusterId, normalised],
  );
  // Of the clusters, too, that went into that of the answer.
  await tx.query(
    `DELETE FROM counter_examples c WHERE normalised = $2 AND (golden_answer_id = $3 OR ${isSameAnswer('c.cluster_id')})`,
    [clusterId, normalised, answerId],
  );
  const [decided] = await tx.query<{ isAlone: boolean }>(
    `DELETE FROM phrasing_decisions d USING phrasings p
     WHERE p.id = d.phrasing_id AND p.normalised = $2 AND d.cluster_id = $1 AND NOT d.belongs
     RETURNING p.cluster_id IS NULL AS "isAlone"`,
    [clusterId, normalised],
  );
  return decided?.isAlone ?? false;
}
