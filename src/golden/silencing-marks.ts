import type { Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { isTwin } from './marked-questions.ts';
import { isSameAnswer } from './same-answer.ts';

/** Words that may be silenced. */
export interface AskedWords {
  normalised: string;
  /** Unit length; undefined where there is none. */
  vector: Float32Array | undefined;
}

/**
 * Of a cluster's phrasings those that its answer is not served to because other words are marked that mean the same, each with these
 * words. What a person has placed and the question of the answer are never silenced so, see `GoldenIndex.isMarkedWrong`.
 */
export async function silencedPhrasings(database: Queryable, clusterId: number): Promise<Map<number, string>> {
  const marks = await readMarkVectors(database, clusterId);
  if (marks.length === 0) return new Map();
  const rows = await database.query<{ id: number; normalised: string; question: string | null } & StoredVector>(
    `SELECT p.id::int AS id, p.normalised, p.embedding, p.embedding_model AS model, a.canonical_question AS question
     FROM phrasings p LEFT JOIN golden_answers a ON a.cluster_id = p.cluster_id
     WHERE p.cluster_id = $1
       AND NOT EXISTS (SELECT 1 FROM phrasing_decisions d WHERE d.phrasing_id = p.id AND d.belongs)`,
    [clusterId],
  );
  const silenced = rows.flatMap(({ id, normalised, question, ...stored }) => {
    if (question !== null && normaliseQuestion(question) === normalised) return [];
    const twin = twinsOf({ normalised, vector: fromVectorBytes(stored.embedding) }, marks, stored.model)[0];
    return twin === undefined ? [] : [[id, twin] as const];
  });
  return new Map(silenced);
}

/** The marks of other words, by which these are not served a cluster's answer. */
export async function marksAgainst(
  tx: Queryable,
  clusterId: number,
  words: AskedWords,
  embeddingModel: string,
): Promise<string[]> {
  const [place] = await tx.query<{ question: string | null; placed: boolean }>(
    `SELECT a.canonical_question AS question,
       EXISTS (SELECT 1 FROM phrasing_decisions d WHERE d.phrasing_id = p.id AND d.belongs) AS placed
     FROM phrasings p LEFT JOIN golden_answers a ON a.cluster_id = p.cluster_id WHERE p.normalised = $1`,
    [words.normalised],
  );
  if (place?.placed || normaliseQuestion(place?.question ?? '') === words.normalised) return [];
  return twinsOf(words, await readMarkVectors(tx, clusterId), embeddingModel);
}

interface StoredVector {
  embedding: Buffer;
  /** The id of the embedder that made it. */
  model: string;
}

interface MarkVector extends StoredVector {
  text: string;
  normalised: string;
}

async function readMarkVectors(database: Queryable, clusterId: number): Promise<MarkVector[]> {
  return database.query<MarkVector>(
    `SELECT c.text, c.normalised, c.embedding, c.embedding_model AS model FROM counter_examples c
     WHERE c.embedding IS NOT NULL AND ${isSameAnswer('c.cluster_id')} ORDER BY c.id`,
    [clusterId],
  );
}

/** The words of the marks that mean the same, each once; vectors of two models cannot be compared. */
function twinsOf({ normalised, vector }: AskedWords, marks: readonly MarkVector[], model: string): string[] {
  const twins = marks.filter(
    (mark) => mark.normalised !== normalised && mark.model === model && isTwin(fromVectorBytes(mark.embedding), vector),
  );
  return [...new Map(twins.map((twin) => [twin.normalised, twin.text])).values()];
}
