import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { type AnswerState, lockAnswer, lockAnswers, readAnswer } from '../golden/answer-state.ts';
import { holdWordings } from '../golden/hold-wordings.ts';
import { detachPhrasing, placePhrasing } from '../golden/place-phrasing.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { recordChange } from './audit.ts';
import { type Actor, type DeskParts, serveChanges } from './desk-parts.ts';
import { embedPhrasings } from './given-phrasings.ts';

/** Where people put single phrasings. What they decide is served at once and holds in every night to come. */
export class PhrasingDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /**
   * Moves a phrasing of an answer to another.
   * @throws GoldsmithError `not-found`; `bad-input` for the question that the answer was written for.
   */
  async move(actor: Actor, answerId: number, phrasingId: number, to: number): Promise<void> {
    const { database, embedder } = this.#parts;
    const target = await readAnswer(database, to);
    if (!target || target.status === 'dismissed') throw noAnswer(to);
    if (to === answerId) return;
    const [known] = await database.query<{ text: string }>('SELECT text FROM phrasings WHERE id = $1', [phrasingId]);
    if (!known) throw noPhrasing(phrasingId, answerId);
    const canonical = await embedder.embed(target.question);
    // As it is kept already, redacted.
    const [given] = await embedPhrasings(this.#parts, [known.text]);
    await database.transaction(async (tx) => {
      const answers = await lockAnswers(tx, [answerId, to]);
      const from = await heldMember(tx, answers.get(answerId), answerId, phrasingId);
      const taker = answers.get(to);
      if (!taker || taker.status === 'dismissed') throw noAnswer(to);
      const place = { clusterId: taker.clusterId, canonical, embeddingModel: embedder.id, person: actor.name };
      await placePhrasing(tx, { ...given, byHand: false }, place);
      await recordChange(tx, {
        ...{ who: actor.name, action: 'phrasing.move', subject: { kind: 'phrasing', id: phrasingId } },
        before: { phrasing: known.text, answer: answerId, cluster: from.clusterId },
        after: { phrasing: known.text, answer: to, cluster: taker.clusterId },
      });
    });
    await serveChanges(this.#parts);
  }

  /**
   * Says that a phrasing means something else than its answer's question.
   * @throws GoldsmithError as {@link move}.
   */
  async detach(actor: Actor, answerId: number, phrasingId: number): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      const answer = await lockAnswer(tx, { id: answerId });
      const { clusterId, phrasing } = await heldMember(tx, answer, answerId, phrasingId);
      await detachPhrasing(tx, phrasingId, { clusterId, answerId, person: actor.name });
      await recordChange(tx, {
        ...{ who: actor.name, action: 'phrasing.detach', subject: { kind: 'phrasing', id: phrasingId } },
        before: { phrasing, answer: answerId, cluster: clusterId },
        after: { phrasing, answer: null, cluster: null },
      });
    });
    await serveChanges(this.#parts);
  }

  /**
   * Marks a hit of an answer as wrong; once, however often it is called.
   * @returns whether its question is known, so that it is not answered so again.
   * @throws GoldsmithError `not-found`, also for a hit of another answer.
   */
  async markWrong(actor: Actor, answerId: number, key: string): Promise<boolean> {
    const subject = { kind: 'lookup', id: key };
    const also = (tx: Queryable) =>
      recordChange(tx, {
        ...{ who: actor.name, action: 'lookup.mark-wrong', subject },
        before: { answer: answerId, marked_wrong: false },
        after: { answer: answerId, marked_wrong: true },
      });
    const { counterExample } = await this.#parts.golden.markWrong(key, { answerId, also });
    return counterExample;
  }
}

/**
 * Of an answer that is locked, a phrasing, with nobody else moving it: the cluster that holds it, and its words, redacted as they are
 * kept; not the very question that the answer was written for.
 */
async function heldMember(
  tx: Queryable,
  answer: AnswerState | undefined,
  answerId: number,
  phrasingId: number,
): Promise<{ clusterId: number; phrasing: string }> {
  if (!answer) throw noAnswer(answerId);
  await holdWordings(tx);
  const [phrasing] = await tx.query<{ normalised: string; text: string }>(
    'SELECT normalised, text FROM phrasings WHERE id = $1 AND cluster_id = $2',
    [phrasingId, answer.clusterId],
  );
  if (!phrasing) throw noPhrasing(phrasingId, answerId);
  if (phrasing.normalised === normaliseQuestion(answer.question))
    throw new GoldsmithError(
      'bad-input',
      'This is the question that the answer was written for. Change the question of the answer first.',
    );
  return { clusterId: answer.clusterId, phrasing: phrasing.text };
}

function noAnswer(id: number): GoldsmithError {
  return new GoldsmithError('not-found', `There is no answer ${id}. Somebody may have removed it.`);
}

function noPhrasing(id: number, answerId: number): GoldsmithError {
  return new GoldsmithError('not-found', `Answer ${answerId} has no phrasing ${id}. Somebody may have moved it.`);
}
