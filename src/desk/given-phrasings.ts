import type { Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import { GoldsmithError } from '../errors.ts';
import type { AnswerState } from '../golden/answer-state.ts';
import { type AnswerStatus, standingOf } from '../golden/answer-status.ts';
import { holdWordings } from '../golden/hold-wordings.ts';
import { type GivenPhrasing, placePhrasing } from '../golden/place-phrasing.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { redactPersonalData } from '../mining/redact.ts';
import { recordChange } from './audit.ts';
import type { DeskParts } from './desk-parts.ts';

/** The answer that a wording is given to. */
export interface ClaimingAnswer {
  id: number;
  clusterId: number;
  status: AnswerStatus;
  /** The vector of its question. */
  canonical: Float32Array;
  person: string;
}

/**
 * Wordings as they are kept, with their vectors; those that are known are not embedded again.
 * @throws GoldsmithError `bad-input` for one that holds personal data: what is kept of questions holds none.
 */
export async function embedPhrasings(
  { database, embedder, detector }: Pick<DeskParts, 'database' | 'embedder' | 'detector'>,
  texts: readonly string[],
): Promise<GivenPhrasing[]> {
  for (const text of texts)
    if (redactPersonalData(text) !== text)
      throw new GoldsmithError(
        'bad-input',
        `"${text}" holds personal data, such as an address or a number. Leave it out.`,
      );
  const rows = await database.query<{ normalised: string; embedding: Buffer }>(
    'SELECT normalised, embedding FROM phrasings WHERE normalised = ANY($1::text[]) AND embedding_model = $2',
    [texts.map(normaliseQuestion), embedder.id],
  );
  const known = new Map(rows.map(({ normalised, embedding }) => [normalised, fromVectorBytes(embedding)]));
  const given: GivenPhrasing[] = [];
  for (const text of texts) {
    const vector = known.get(normaliseQuestion(text)) ?? (await embedder.embed(text));
    given.push({ text, vector, language: detector.detect(text), byHand: true });
  }
  return given;
}

/**
 * Gives wordings to an answer, unless one is the very question of another, or a phrasing of one that stands higher: what is not
 * served takes nothing from what is. That another answer loses one is written down.
 * @returns the words that did not lead to it before.
 * @throws GoldsmithError `bad-input` then, with the id of that other.
 */
export async function claimWordings(
  tx: Queryable,
  parts: Pick<DeskParts, 'embedder'>,
  wordings: readonly GivenPhrasing[],
  answer: ClaimingAnswer,
): Promise<string[]> {
  const added: string[] = [];
  for (const wording of wordings) if (await claimWording(tx, parts, wording, answer)) added.push(wording.text);
  return added;
}

/**
 * Gives an answer that comes back its question again, unless it leads to another answer by now, as its question or as a phrasing.
 * @returns its words, where they did not lead to it.
 * @throws GoldsmithError as {@link claimWordings}.
 */
export async function reclaimQuestion(
  tx: Queryable,
  parts: Pick<DeskParts, 'embedder'>,
  question: GivenPhrasing,
  answer: ClaimingAnswer,
): Promise<string[]> {
  const led = await placeOf(tx, question.text);
  // Marks against its own words stand: only placing them anew takes those back.
  if (led?.cluster === answer.clusterId) return [];
  if (led?.answer && led.answer.status !== 'dismissed') throw isTaken(question.text, led.answer);
  return claimWordings(tx, parts, [question], answer);
}

/** @returns whether it did not lead there before. */
async function claimWording(
  tx: Queryable,
  { embedder }: Pick<DeskParts, 'embedder'>,
  given: GivenPhrasing,
  { id, clusterId, status, canonical, person }: ClaimingAnswer,
): Promise<boolean> {
  const led = await placeOf(tx, given.text);
  const holder = led?.cluster === clusterId ? undefined : led?.answer;
  if (holder && holder.status !== 'dismissed') {
    const mayTake = !isQuestionOf(given.text, holder) && standingOf(holder.status) <= standingOf(status);
    if (!mayTake) throw isTaken(given.text, holder);
  }
  await placePhrasing(tx, given, { clusterId, canonical, embeddingModel: embedder.id, person });
  if (led?.cluster === clusterId) return false;
  if (led && holder)
    await recordChange(tx, {
      ...{ who: person, action: 'phrasing.move', subject: { kind: 'phrasing', id: led.phrasing } },
      before: { phrasing: given.text, answer: holder.id, cluster: led.cluster },
      after: { phrasing: given.text, answer: id, cluster: clusterId },
    });
  return true;
}

type Holder = Pick<AnswerState, 'id' | 'question' | 'status'>;

/** Where a wording leads. */
export interface WordingPlace {
  phrasing: number;
  cluster: number | null;
  answer: Holder | undefined;
}

/** Where a wording leads, for the rest of the transaction with nobody else moving it; undefined for one that nobody knows. */
export async function placeOf(tx: Queryable, text: string): Promise<WordingPlace | undefined> {
  await holdWordings(tx);
  const [row] = await tx.query<Omit<WordingPlace, 'answer'>>(
    'SELECT id::int AS phrasing, cluster_id AS cluster FROM phrasings WHERE normalised = $1',
    [normaliseQuestion(text)],
  );
  if (!row) return undefined;
  const [answer] = await tx.query<Holder>(
    'SELECT id, canonical_question AS question, status FROM golden_answers WHERE cluster_id = $1',
    [row.cluster],
  );
  return { ...row, answer };
}

function isQuestionOf(text: string, { question }: Holder): boolean {
  return normaliseQuestion(question) === normaliseQuestion(text);
}

function isTaken(text: string, holder: Holder): GoldsmithError {
  const how = isQuestionOf(text, holder)
    ? `the question of answer ${holder.id}. Change that one.`
    : `a phrasing of answer ${holder.id}. Take it out of that one first.`;
  return new GoldsmithError('bad-input', `"${text}" is ${how}`, { current: { answer_id: holder.id } });
}
