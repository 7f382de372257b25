import type { Queryable } from '../database/database.ts';
import { noteLook } from '../golden/due-answers.ts';
import type { AnswerSource, QuestionToAnswer } from '../golden/golden-answer.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { removeStale } from '../golden/stale-answers.ts';
import type { WritingResult } from './answer-writer.ts';
import { UnansweredClusters } from './unanswered-clusters.ts';

/**
 * What became of a question. `kept`: written again in the same words. `replaced`: an answer that stood gave way to one that rests on
 * other chunks; `stands`: it did not. `gone`: there is no such question any more.
 */
export type AnswerOutcome =
  | { kind: 'created' | 'updated' | 'kept' | 'replaced' | 'stands' | 'gone'; tokens: number }
  | { kind: 'gap'; reason: string; withdrawn: number; tokens: number };

const KIND_OF = { created: 'created', updated: 'updated', none: 'kept' } as const;

/**
 * Keeps what was written, or that there is nothing to write, in a transaction of the caller's: all of it or nothing.
 * @param at when the knowledge base was asked, by the database's clock.
 */
export async function keepAnswer(
  tx: Queryable,
  { id, canonical, language, standsOn }: QuestionToAnswer,
  result: WritingResult,
  at: string,
): Promise<AnswerOutcome> {
  const unanswered = new UnansweredClusters(tx);
  const { tokens } = result;
  if (standsOn && ('gap' in result || restsOn(standsOn, result.sources))) {
    await noteLook(tx, id, at);
    return { kind: 'stands', tokens };
  }
  if ('gap' in result) {
    await unanswered.addGap(id, result.gap);
    return { kind: 'gap', reason: result.gap, withdrawn: await removeStale(tx, id), tokens };
  }
  const { answer, sources, metadata } = result;
  const question = { clusterId: id, canonicalQuestion: canonical.text, language };
  const { change } = await saveGoldenAnswer(tx, { ...question, answer, sources, metadata });
  await noteLook(tx, id, at);
  await unanswered.remove(id);
  return { kind: standsOn ? 'replaced' : KIND_OF[change], tokens };
}

function restsOn(hashes: readonly string[], sources: readonly AnswerSource[]): boolean {
  const now = new Set(sources.map(({ contentHash }) => contentHash));
  return now.size === new Set(hashes).size && hashes.every((hash) => now.has(hash));
}
