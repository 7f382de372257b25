import type { Queryable } from '../database/database.ts';
import { noteLook } from '../golden/due-answers.ts';
import type { AnswerSource, QuestionToAnswer } from '../golden/golden-answer.ts';
import { saveNightAnswer } from '../golden/save-night-answer.ts';
import { removeStale } from '../golden/stale-answers.ts';
import type { WritingResult } from './answer-writer.ts';
import { UnansweredClusters } from './unanswered-clusters.ts';

/**
 * What became of a question. `kept`: written again in the same words. `replaced`: an answer that stood gave way to one that rests on
 * other chunks; `stands`: it did not. `proposed`: its answer is a person's, or approved, and stands, with the new text beside it.
 * `gone`: there is no such question any more.
 */
export type AnswerOutcome =
  | { kind: 'created' | 'updated' | 'kept' | 'replaced' | 'stands' | 'proposed' | 'gone'; tokens: number }
  | { kind: 'gap'; reason: string; withdrawn: number; tokens: number };

const KIND_OF = { created: 'created', updated: 'updated', none: 'kept', proposed: 'proposed' } as const;

/** How an answer is kept. */
export interface KeepOptions {
  /** When the knowledge base was asked, by the database's clock. */
  at: string;
  /** Whether a person must approve it before it is served. */
  review: boolean;
}

/**
 * Keeps what was written, or that there is nothing to write, in a transaction of the caller's: all of it or nothing.
 */
export async function keepAnswer(
  tx: Queryable,
  { id, canonical, language, standsOn }: QuestionToAnswer,
  result: WritingResult,
  { at, review }: KeepOptions,
): Promise<AnswerOutcome> {
  const unanswered = new UnansweredClusters(tx);
  const { tokens } = result;
  if (standsOn && ('gap' in result || restsOn(standsOn, result.sources))) {
    await noteLook(tx, id, at);
    return { kind: 'stands', tokens };
  }
  if ('gap' in result) {
    await unanswered.addGap(id, result.gap);
    const withdrawn = await removeStale(tx, id, { reason: result.gap, run: await runningNight(tx) });
    return { kind: 'gap', reason: result.gap, withdrawn, tokens };
  }
  const { answer, sources, metadata } = result;
  const question = { clusterId: id, canonicalQuestion: canonical.text, language };
  const written = { ...question, answer, sources, metadata };
  const { change } = await saveNightAnswer(tx, written, { review, run: await runningNight(tx) });
  await noteLook(tx, id, at);
  await unanswered.remove(id);
  return { kind: standsOn && change === 'updated' ? 'replaced' : KIND_OF[change], tokens };
}

function restsOn(hashes: readonly string[], sources: readonly AnswerSource[]): boolean {
  const now = new Set(sources.map(({ contentHash }) => contentHash));
  return now.size === new Set(hashes).size && hashes.every((hash) => now.has(hash));
}

/** The night that this is written for, in whichever process: there is one at a time. */
async function runningNight(tx: Queryable): Promise<number | undefined> {
  const [row] = await tx.query<{ run: number | null }>(
    'SELECT max(id) AS run FROM nightly_worker_runs WHERE ended_at IS NULL',
  );
  return row.run ?? undefined;
}
