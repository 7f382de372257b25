import type { Queryable } from '../database/database.ts';
import type { QuestionToAnswer } from './golden-answer.ts';
import { IS_ASKED } from './stale-answers.ts';

/** A served answer from the knowledge base, to which chunks have been added since its question was last asked of it. */
export interface UnlookedAnswer extends QuestionToAnswer {
  /** Content hashes of the chunks that it rests on. */
  standsOn: readonly string[];
}

/** SQL of the content hashes of the chunks that an answer `a` rests on. */
export const STANDS_ON = `ARRAY(SELECT source->>'contentHash' FROM jsonb_array_elements(a.sources) AS source) AS "standsOn"`;

/** Since when chunks are new to an answer `a`, of which `l` is the last look. */
const LOOKED_AT = 'coalesce(l.looked_at, a.updated_at)';

/** The answers that chunks were added to since. Those that a person wrote, or that rest on another store, are never among them. */
export async function readUnlookedAnswers(database: Queryable): Promise<UnlookedAnswer[]> {
  const rows = await database.query<Omit<UnlookedAnswer, 'canonical'> & { question: string }>(
    `SELECT a.cluster_id AS id, a.canonical_question AS question, a.language,
       coalesce(c.asked, 0) AS asked, coalesce(c.users, 0) AS users,
       ${STANDS_ON}
     FROM golden_answers a LEFT JOIN clusters c ON c.id = a.cluster_id LEFT JOIN answer_looks l ON l.answer_id = a.id
     WHERE a.stale_since IS NULL AND ${IS_ASKED}
       AND ${LOOKED_AT} < (SELECT max(created_at) FROM knowledge_chunks)
       AND a.sources @? '$[*] ? (exists(@.contentHash))'
       AND NOT a.sources @? '$[*] ? (!exists(@.contentHash) || exists(@.store))'
     ORDER BY asked DESC, a.cluster_id`,
  );
  return rows.map(({ question, ...row }) => ({ ...row, canonical: { text: question } }));
}

/** Whether one of these chunks, by content hash, was added since the knowledge base was last asked for a cluster's answer. */
export async function hasNewChunk(database: Queryable, clusterId: number, hashes: readonly string[]): Promise<boolean> {
  const [found] = await database.query(
    `SELECT 1 FROM golden_answers a LEFT JOIN answer_looks l ON l.answer_id = a.id
     JOIN knowledge_chunks k ON k.content_hash = ANY($2::text[]) AND k.created_at > ${LOOKED_AT}
     WHERE a.cluster_id = $1 LIMIT 1`,
    [clusterId, hashes],
  );
  return found !== undefined;
}

/** The database's clock, for {@link noteLook}; exact, as text. */
export async function timeOfLook(database: Queryable): Promise<string> {
  const [{ now }] = await database.query<{ now: string }>('SELECT now()::text AS now');
  return now;
}

/** Remembers when the knowledge base was asked for a cluster's answer, if it has one. */
export async function noteLook(database: Queryable, clusterId: number, at: string): Promise<void> {
  await database.query(
    `INSERT INTO answer_looks (answer_id, looked_at) SELECT id, $2::timestamptz FROM golden_answers WHERE cluster_id = $1
     ON CONFLICT (answer_id) DO UPDATE SET looked_at = EXCLUDED.looked_at`,
    [clusterId, at],
  );
}
