import type { Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import { GoldsmithError } from '../errors.ts';
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
 * Gives wordings to an answer, unless one is the very question of another. That another answer loses one is written down.
 * @returns the words that did not lead to it before.
 * @throws GoldsmithError `bad-input` then.
 */
export async function claimWordings(
  tx: Queryable,
  parts: Pick<DeskParts, 'embedder'>,
  wordings: readonly GivenPhrasing[],
  answer: ClaimingAnswer,
): Promise<string[]> {
  await holdWordings(tx);
  const added: string[] = [];
  for (const wording of wordings) if (await claimWording(tx, parts, wording, answer)) added.push(wording.text);
  return added;
}

/** @returns whether it did not lead there before. */
async function claimWording(
  tx: Queryable,
  { embedder }: Pick<DeskParts, 'embedder'>,
  given: GivenPhrasing,
  { id, clusterId, canonical, person }: ClaimingAnswer,
): Promise<boolean> {
  const owner = await answerWithQuestion(tx, given.text);
  if (owner && owner.id !== id)
    throw new GoldsmithError('bad-input', `"${given.text}" is the question of answer ${owner.id}. Change that one.`, {
      current: { answer_id: owner.id },
    });
  const led = await placeOf(tx, given.text);
  await placePhrasing(tx, given, { clusterId, canonical, embeddingModel: embedder.id, person });
  if (led?.cluster === clusterId) return false;
  if (led && led.answer !== null)
    await recordChange(tx, {
      ...{ who: person, action: 'phrasing.move', subject: { kind: 'phrasing', id: led.phrasing } },
      before: { phrasing: given.text, answer: led.answer, cluster: led.cluster },
      after: { phrasing: given.text, answer: id, cluster: clusterId },
    });
  return true;
}

/** Where a wording leads; undefined for one that nobody knows. */
async function placeOf(
  tx: Queryable,
  text: string,
): Promise<{ phrasing: number; cluster: number | null; answer: number | null } | undefined> {
  const [row] = await tx.query<{ phrasing: number; cluster: number | null; answer: number | null }>(
    `SELECT p.id::int AS phrasing, p.cluster_id AS cluster, a.id AS answer
     FROM phrasings p LEFT JOIN golden_answers a ON a.cluster_id = p.cluster_id WHERE p.normalised = $1`,
    [normaliseQuestion(text)],
  );
  return row;
}

/** The answer, not dismissed, that was written for a question in the same words. */
export async function answerWithQuestion(
  tx: Queryable,
  question: string,
): Promise<{ id: number; clusterId: number } | undefined> {
  const normalised = normaliseQuestion(question);
  const rows = await tx.query<{ id: number; clusterId: number; question: string }>(
    `SELECT a.id, a.cluster_id AS "clusterId", a.canonical_question AS question
     FROM phrasings p JOIN golden_answers a ON a.cluster_id = p.cluster_id
     WHERE p.normalised = $1 AND a.status <> 'dismissed'`,
    [normalised],
  );
  return rows.find((row) => normaliseQuestion(row.question) === normalised);
}
