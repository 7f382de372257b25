import type { Queryable } from '../database/database.ts';
import type { GoldenAnswer, NewGoldenAnswer } from './golden-answer.ts';
import { ensureCluster } from './map-queries.ts';

/** What saving an answer came to; `none`: it is the same as before. */
export interface SavedAnswer {
  id: number;
  change: 'created' | 'updated' | 'none';
}

/**
 * Saves a golden answer in a transaction of the caller's: the one of its cluster, which it replaces when it differs. A stale
 * one is served again.
 */
export async function saveGoldenAnswer(tx: Queryable, answer: NewGoldenAnswer): Promise<SavedAnswer> {
  const [known] = await tx.query<GoldenAnswer & { stale: boolean }>(
    `SELECT id, answer, sources, language, canonical_question AS "canonicalQuestion",
       stale_since IS NOT NULL AS stale FROM golden_answers
     WHERE cluster_id = $1 FOR UPDATE`,
    [answer.clusterId],
  );
  if (known && !known.stale && isSameAnswer(known, answer)) return { id: known.id, change: 'none' };
  await ensureCluster(tx, answer.clusterId, answer.canonicalQuestion, answer.language);
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO golden_answers (cluster_id, canonical_question, answer, sources, metadata, language)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (cluster_id) DO UPDATE SET canonical_question = EXCLUDED.canonical_question, answer = EXCLUDED.answer,
       sources = EXCLUDED.sources, metadata = EXCLUDED.metadata, language = EXCLUDED.language,
       stale_since = NULL, stale_reason = NULL
     RETURNING id`,
    [
      answer.clusterId,
      answer.canonicalQuestion,
      answer.answer,
      JSON.stringify(answer.sources),
      JSON.stringify(answer.metadata),
      answer.language,
    ],
  );
  return { id: row.id, change: known ? 'updated' : 'created' };
}

function isSameAnswer(
  a: Pick<GoldenAnswer, 'answer' | 'sources' | 'canonicalQuestion' | 'language'>,
  b: NewGoldenAnswer,
): boolean {
  const hashes = (sources: GoldenAnswer['sources']) => sources.map((source) => source.contentHash).join();
  return (
    a.answer === b.answer &&
    a.canonicalQuestion === b.canonicalQuestion &&
    a.language === b.language &&
    hashes(a.sources) === hashes(b.sources)
  );
}
