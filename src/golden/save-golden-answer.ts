import type { Queryable } from '../database/database.ts';
import { type AnswerState, lockAnswer } from './answer-state.ts';
import type { AnswerStatus } from './answer-status.ts';
import { type AnswerChangeKind, type ChangedBy, keepVersion } from './answer-versions.ts';
import type { AnswerSource, NewGoldenAnswer } from './golden-answer.ts';
import { ensureCluster } from './map-queries.ts';

/** What saving an answer came to; `none`: it is the same as before. */
export interface SavedAnswer {
  id: number;
  change: 'created' | 'updated' | 'none';
}

/** How an answer is saved. */
export interface SaveOptions {
  /** Unless set, it is published. */
  status?: AnswerStatus;
  /** Whether the text is a person's, which no night overwrites. */
  isEdited?: boolean;
  /** Whether a person says that it may be served. */
  isApproved?: boolean;
  by?: ChangedBy;
  change?: AnswerChangeKind;
}

/**
 * Saves a golden answer in a transaction of the caller's: the one of its cluster, which it replaces when it differs, whoever wrote
 * that. A stale one is served again. What a night writes goes through `save-night-answer.ts`, which spares what people decided.
 */
export async function saveGoldenAnswer(
  tx: Queryable,
  answer: NewGoldenAnswer,
  { status = 'published', isEdited = false, isApproved = false, by = {}, change = 'written' }: SaveOptions = {},
): Promise<SavedAnswer> {
  const known = await lockAnswer(tx, { clusterId: answer.clusterId });
  const isSame =
    known?.staleSince === null &&
    known.status === status &&
    (known.editedAt !== null || !isEdited) &&
    isSameAnswer(known, answer);
  if (known && isSame) return { id: known.id, change: 'none' };
  await ensureCluster(tx, answer.clusterId, answer.canonicalQuestion, answer.language);
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO golden_answers AS a (cluster_id, canonical_question, answer, sources, metadata, language, status, edited_at, approved_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN now() END, CASE WHEN $9 THEN now() END)
     ON CONFLICT (cluster_id) DO UPDATE SET canonical_question = EXCLUDED.canonical_question, answer = EXCLUDED.answer,
       sources = EXCLUDED.sources, metadata = EXCLUDED.metadata, language = EXCLUDED.language, status = EXCLUDED.status,
       edited_at = EXCLUDED.edited_at, approved_at = coalesce(EXCLUDED.approved_at, a.approved_at), stale_since = NULL, stale_reason = NULL, dismissed_asked = NULL, dismissed_users = NULL,
       version = a.version + 1
     RETURNING id`,
    [
      answer.clusterId,
      answer.canonicalQuestion,
      answer.answer,
      JSON.stringify(answer.sources),
      JSON.stringify(answer.metadata),
      answer.language,
      status,
      isEdited,
      isApproved,
    ],
  );
  await keepVersion(tx, row.id, change, by);
  return { id: row.id, change: known ? 'updated' : 'created' };
}

/** Whether an answer says the same from the same sources. */
export function isSameAnswer(
  a: Pick<AnswerState, 'answer' | 'sources' | 'question' | 'language'>,
  b: NewGoldenAnswer,
): boolean {
  const hashes = (sources: AnswerSource[]) => sources.map((source) => source.contentHash).join();
  return (
    a.answer === b.answer &&
    a.question === b.canonicalQuestion &&
    a.language === b.language &&
    hashes(a.sources) === hashes(b.sources)
  );
}
