import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Candidate, candidatesFor, goldenOf } from '../../matching/candidates.ts';
import { fitChoiceModel, scoreOf, softmax } from '../../matching/choice-model.ts';
import type { IndexedPhrasing } from '../../matching/phrasing-index.ts';
import { BUNDLED_PRIOR } from '../../matching/prior.ts';
import type { MinedQuestion } from './same-answer-judge.ts';

/** Which groups a question might belong to, likeliest first; probabilities add up to 1. */
export type Belief = { group: number; probability: number }[];

/** After so many questions other work is let in. */
const TURN = 64;

/** How many examples the prior counts for. */
const PRIOR_WEIGHT = 50;

/**
 * Asks every question of the groups as they stand, with itself left out, by the matcher's own evidence: where would it be
 * put if it were new?
 * @param groupOf the group of each question, negative for none.
 */
export async function crossExamine(
  questions: readonly MinedQuestion[],
  groupOf: Int32Array,
  signal?: AbortSignal,
): Promise<Belief[]> {
  const phrasings: IndexedPhrasing[] = [];
  const phrasingOf = new Map<number, IndexedPhrasing>();
  for (const [row, question] of questions.entries()) {
    if (groupOf[row] < 0) continue;
    const phrasing = { ...question, cluster: groupOf[row] };
    phrasings.push(phrasing);
    phrasingOf.set(row, phrasing);
  }
  const golden = goldenOf(phrasings, new Map());
  const candidates: Candidate[][] = [];
  for (const [row, question] of questions.entries()) {
    candidates.push(candidatesFor(golden, question, { except: phrasingOf.get(row) }));
    if (row % TURN === 0) {
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  const weights = fitChoiceModel(
    candidates.map((some, row) => ({
      candidates: some.map(({ features }) => features),
      right: some.map(({ match }) => match.cluster === groupOf[row]),
      weight: 1,
    })),
    BUNDLED_PRIOR.choice,
    PRIOR_WEIGHT,
  );
  return candidates.map((some) => beliefOf(some, weights));
}

function beliefOf(candidates: readonly Candidate[], weights: readonly number[]): Belief {
  const shares = softmax(candidates.map(({ features }) => scoreOf(weights, features)));
  return candidates
    .map(({ match }, i) => ({ group: match.cluster, probability: shares[i] }))
    .sort((a, b) => b.probability - a.probability);
}
