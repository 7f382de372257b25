import type { Queryable } from '../database/database.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { removeStale } from '../golden/stale-answers.ts';
import type { WritingResult } from './answer-writer.ts';
import { UnansweredClusters } from './unanswered-clusters.ts';

/** What became of a question. `kept`: written again in the same words. `gone`: there is no such question any more. */
export type AnswerOutcome =
  | { kind: 'created' | 'updated' | 'kept' | 'gone'; tokens: number }
  | { kind: 'gap'; reason: string; withdrawn: number; tokens: number };

const KIND_OF = { created: 'created', updated: 'updated', none: 'kept' } as const;

/** Keeps what was written, or that there is nothing to write, in a transaction of the caller's: all of it or nothing. */
export async function keepAnswer(
  tx: Queryable,
  { id, canonical, language }: QuestionToAnswer,
  result: WritingResult,
): Promise<AnswerOutcome> {
  const unanswered = new UnansweredClusters(tx);
  const { tokens } = result;
  if ('gap' in result) {
    await unanswered.addGap(id, result.gap);
    return { kind: 'gap', reason: result.gap, withdrawn: await removeStale(tx, id), tokens };
  }
  const { answer, sources, metadata } = result;
  const question = { clusterId: id, canonicalQuestion: canonical.text, language };
  const { change } = await saveGoldenAnswer(tx, { ...question, answer, sources, metadata });
  await unanswered.remove(id);
  return { kind: KIND_OF[change], tokens };
}
