import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { lockAnswer } from '../golden/answer-state.ts';
import type { GivenPhrasing } from '../golden/place-phrasing.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { UnansweredClusters } from '../nightly/unanswered-clusters.ts';
import { type Actor, type DeskParts, recordAnswerChange, serveChanges } from './desk-parts.ts';
import { claimWordings, embedPhrasings } from './given-phrasings.ts';

/** An answer as a person writes it. */
export interface HandwrittenAnswer {
  question: string;
  answer: string;
  /** Two-letter code; without it, what the question is told to be in. */
  language?: string;
  phrasings: readonly string[];
  /** The cluster whose question it answers. */
  cluster_id?: number;
}

const BY_HAND = { model: 'person', tokens: 0, seconds: 0 };

/**
 * Writes an answer by hand: it is published, served at once to its wordings, and no night overwrites it.
 * @returns its id.
 * @throws GoldsmithError `bad-input` when the question has an answer, `not-found` for a cluster that there is not.
 */
export async function writeByHand(parts: DeskParts, actor: Actor, given: HandwrittenAnswer): Promise<number> {
  const [question, ...phrasings] = await embedPhrasings(parts, wordingsOf(given));
  const language = given.language ?? question.language ?? null;
  const id = await parts.database.transaction(async (tx) => {
    const clusterId = await clusterFor(tx, given, question, language);
    const before = await lockAnswer(tx, { clusterId });
    if (before && before.status !== 'dismissed')
      throw new GoldsmithError('bad-input', `Answer ${before.id} is served to this question. Change that one.`, {
        current: { answer_id: before.id },
      });
    const saved = await saveGoldenAnswer(
      tx,
      { clusterId, canonicalQuestion: given.question, answer: given.answer, sources: [], metadata: BY_HAND, language },
      { isEdited: true, by: { person: actor.name } },
    );
    const status = 'published' as const;
    const answer = { id: saved.id, clusterId, status, canonical: question.vector, person: actor.name };
    const added = await claimWordings(tx, parts, [question, ...phrasings], answer);
    await new UnansweredClusters(tx).remove(clusterId);
    await recordAnswerChange(tx, actor, 'answer.write', before, await lockAnswer(tx, { id: saved.id }), added);
    return saved.id;
  });
  await serveChanges(parts);
  return id;
}

/** The question first, each wording once. */
export function wordingsOf({ question, phrasings }: Pick<HandwrittenAnswer, 'question' | 'phrasings'>): string[] {
  const byWords = new Map<string, string>();
  for (const text of [question, ...phrasings]) {
    const words = normaliseQuestion(text);
    if (!byWords.has(words)) byWords.set(words, text);
  }
  return [...byWords.values()];
}

/** The cluster that was named, or that holds these words already, or a new one. */
async function clusterFor(
  tx: Queryable,
  { cluster_id, question }: HandwrittenAnswer,
  { text }: GivenPhrasing,
  language: string | null,
): Promise<number> {
  if (cluster_id !== undefined) {
    const [named] = await tx.query('SELECT 1 FROM clusters WHERE id = $1', [cluster_id]);
    if (!named) throw new GoldsmithError('not-found', `There is no cluster ${cluster_id}. A night may have merged it.`);
    return cluster_id;
  }
  const [holds] = await tx.query<{ id: number }>(
    'SELECT cluster_id AS id FROM phrasings WHERE normalised = $1 AND cluster_id IS NOT NULL',
    [normaliseQuestion(text)],
  );
  return holds?.id ?? newCluster(tx, question, language);
}

/** Makes a cluster that nobody has asked yet. */
export async function newCluster(tx: Queryable, question: string, language: string | null): Promise<number> {
  const [{ id }] = await tx.query<{ id: number }>(
    'INSERT INTO clusters (canonical_question, language, asked, users) VALUES ($1, $2, 0, 0) RETURNING id',
    [question, language],
  );
  return id;
}
