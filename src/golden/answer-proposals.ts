import type { Queryable } from '../database/database.ts';
import type { AnswerMetadata, AnswerSource } from './golden-answer.ts';

/** What a night would put in place of an answer that a person wrote or decided on. */
export interface AnswerProposal {
  answerId: number;
  /** The night's run; null where it is not known. */
  run: number | null;
  /** Null: nothing in the knowledge base supports an answer any more. */
  answer: string | null;
  /** Why there is no answer. */
  reason: string | null;
  sources: AnswerSource[];
  metadata: Partial<AnswerMetadata>;
  createdAt: Date;
}

/** A proposal before it is kept: another text, or why there is none any more. */
export type NewProposal =
  | { answer: string; sources: AnswerSource[]; metadata: AnswerMetadata; run?: number }
  | { reason: string; run?: number };

/**
 * Keeps what a night would write, in place of what an earlier one has proposed.
 * @returns false when just this is proposed already, or a person has rejected it; then nothing changes.
 */
export async function keepProposal(tx: Queryable, answerId: number, proposal: NewProposal): Promise<boolean> {
  const written = 'answer' in proposal ? proposal : undefined;
  const reason = 'reason' in proposal ? proposal.reason.replaceAll('\0', ' ').toWellFormed() : null;
  const kept = await tx.query(
    `INSERT INTO answer_proposals AS p (golden_answer_id, run_id, answer, reason, sources, metadata)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (golden_answer_id) DO UPDATE SET run_id = EXCLUDED.run_id, answer = EXCLUDED.answer, reason = EXCLUDED.reason,
       sources = EXCLUDED.sources, metadata = EXCLUDED.metadata, created_at = now(), rejected_at = NULL
     WHERE p.answer IS DISTINCT FROM EXCLUDED.answer OR (p.rejected_at IS NULL AND p.sources <> EXCLUDED.sources)
     RETURNING 1`,
    [
      answerId,
      proposal.run ?? null,
      written?.answer ?? null,
      reason,
      JSON.stringify(written?.sources ?? []),
      JSON.stringify(written?.metadata ?? {}),
    ],
  );
  return kept.length > 0;
}

/**
 * SQL that is true of a row `a` of `golden_answers` that a person wrote and for which another text is proposed that rests on chunks as
 * they are now. What he only approved is written anew when its sources change, whatever is proposed.
 */
export const HAS_GOOD_PROPOSAL = `(a.edited_at IS NOT NULL AND EXISTS (
  SELECT 1 FROM answer_proposals p WHERE p.golden_answer_id = a.id AND p.rejected_at IS NULL AND p.answer IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(p.sources) AS source
    WHERE source ? 'contentHash' AND NOT source ? 'store'
    AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.content_hash = source->>'contentHash'))))`;

/** What a night proposes for an answer and nobody has decided on. Undefined when there is nothing. */
export async function readProposal(database: Queryable, answerId: number): Promise<AnswerProposal | undefined> {
  const [row] = await database.query<AnswerProposal>(
    `SELECT golden_answer_id AS "answerId", run_id AS run, answer, reason, sources, metadata, created_at AS "createdAt"
     FROM answer_proposals WHERE golden_answer_id = $1 AND rejected_at IS NULL`,
    [answerId],
  );
  return row;
}

/** Notes that a person does not want what was proposed. */
export async function rejectProposal(tx: Queryable, answerId: number): Promise<void> {
  await tx.query(
    'UPDATE answer_proposals SET rejected_at = now() WHERE golden_answer_id = $1 AND rejected_at IS NULL',
    [answerId],
  );
}

/** Takes a proposal away that is the answer now, or is of no use any more. */
export async function removeProposal(tx: Queryable, answerId: number): Promise<void> {
  await tx.query('DELETE FROM answer_proposals WHERE golden_answer_id = $1', [answerId]);
}
