import type { Queryable } from '../database/database.ts';
import { keepProposal, removeProposal } from './answer-proposals.ts';
import { type AnswerState, lockAnswer } from './answer-state.ts';
import { statusAfterNight } from './answer-status.ts';
import { changeAnswer } from './change-answer.ts';
import type { NewGoldenAnswer } from './golden-answer.ts';
import { isSameAnswer, saveGoldenAnswer } from './save-golden-answer.ts';

/** How a night writes. */
export interface NightWriting {
  /** Whether a person must approve what it writes before it is served. */
  review: boolean;
  /** Its run, where it is known. */
  run?: number;
}

/** What became of what a night wrote. `proposed`: the answer is a person's, or approved; it stands, and the new text beside it. */
export interface SavedByNight {
  id: number;
  change: 'created' | 'updated' | 'none' | 'proposed';
}

/**
 * Saves what a night wrote, in a transaction of the caller's. It takes the place of what a night wrote before; what a person wrote,
 * or approved and whose sources are unchanged, stays, with the new text as a proposal beside it. What a person paused stays paused.
 */
export async function saveNightAnswer(
  tx: Queryable,
  answer: NewGoldenAnswer,
  { review, run }: NightWriting,
): Promise<SavedByNight> {
  const known = await lockAnswer(tx, { clusterId: answer.clusterId });
  if (!known) {
    return saveGoldenAnswer(tx, answer, { status: statusAfterNight(undefined, review), by: { run } });
  }
  const sameText = known.answer === answer.answer && known.language === answer.language;
  if (known.editedAt || (isApprovedAsThingsAre(known) && !sameText)) return propose(tx, known, answer, run);
  const status = statusAfterNight({ status: known.status, sameText }, review);
  if (!known.staleSince && status === known.status && isSameAnswer(known, answer))
    return { id: known.id, change: 'none' };
  await changeAnswer(
    tx,
    known.id,
    undefined,
    'written',
    { run },
    {
      question: answer.canonicalQuestion,
      answer: answer.answer,
      sources: answer.sources,
      metadata: answer.metadata,
      language: answer.language,
      status,
      isFresh: true,
      // Another text is not what was approved.
      ...(sameText ? {} : { isApproved: false }),
    },
  );
  await removeProposal(tx, known.id);
  return { id: known.id, change: 'updated' };
}

/** Whether a person has approved this text, and what it rests on is as it was then. */
function isApprovedAsThingsAre({ approvedAt, staleSince, status }: AnswerState): boolean {
  return approvedAt !== null && staleSince === null && status !== 'dismissed';
}

/** The answer that a person decided on stands as it is; where the night says the same from other sources, it rests on these from now on. */
async function propose(
  tx: Queryable,
  known: AnswerState,
  { answer, sources, metadata }: NewGoldenAnswer,
  run: number | undefined,
): Promise<SavedByNight> {
  // What was dismissed and is asked markedly more is looked at again, in the person's words.
  const status = known.status === 'dismissed' ? 'draft' : undefined;
  if (answer === known.answer) {
    await changeAnswer(tx, known.id, undefined, 'written', { run }, { sources, status, isFresh: true });
    await removeProposal(tx, known.id);
    return { id: known.id, change: 'updated' };
  }
  if (status) await changeAnswer(tx, known.id, undefined, 'written', { run }, { status });
  const isNew = await keepProposal(tx, known.id, { answer, sources, metadata, run });
  return { id: known.id, change: isNew ? 'proposed' : 'none' };
}
