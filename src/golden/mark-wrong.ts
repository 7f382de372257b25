import type { Database, Queryable } from '../database/database.ts';
import { fromVectorBytes, toVectorBytes } from '../database/vectors.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';

/** What marking needs. */
export interface MarkingParts {
  database: Database;
  embedder: Embedder;
  log: Logger;
}

/** Options of {@link markWrong}. */
export interface MarkingOptions {
  /** The golden answer that must have been served; without it, whichever was. */
  answerId?: number;
  /** Done in the same transaction; not where it was marked before. */
  also?: (tx: Queryable) => Promise<void>;
}

/** What marking came to. */
export interface MarkedLookup {
  cluster: number;
  /** False when the question had been forgotten already: then the mark counts, but nothing keeps the question from a hit. */
  counterExample: boolean;
}

interface HitRow {
  id: string;
  outcome: string;
  cluster_id: number;
  golden_answer_id: number | null;
  language: string | null;
  question: string | null;
  normalised: string | null;
  embedding: Buffer | null;
  embedding_model: string | null;
}

/**
 * Marks a hit as wrong, and makes its question a counter-example of its cluster. Marking again changes nothing.
 * @throws GoldsmithError `not-found` for a key that no lookup has, a lookup that was no hit, and one that served another answer.
 */
export async function markWrong(
  parts: MarkingParts,
  key: string,
  { answerId, also }: MarkingOptions = {},
): Promise<MarkedLookup> {
  const [lookup] = await parts.database.query<HitRow>(
    `SELECT id, outcome, cluster_id, golden_answer_id, language, question, normalised, embedding, embedding_model
     FROM lookups WHERE key = $1`,
    [key],
  );
  if (!lookup) {
    throw new GoldsmithError(
      'not-found',
      `There is no lookup ${key}. One that another server made can be marked a second after its answer.`,
    );
  }
  if (lookup.outcome !== 'hit') {
    const was = lookup.outcome === 'miss' ? 'a miss' : 'a bypass';
    throw new GoldsmithError('not-found', `Lookup ${key} was ${was}: no golden answer was served that could be wrong.`);
  }
  if (answerId !== undefined && lookup.golden_answer_id !== answerId)
    throw new GoldsmithError('not-found', `Lookup ${key} did not serve answer ${answerId}.`);
  const vector = lookup.question === null ? undefined : await vectorOf(parts, lookup, lookup.question);
  await parts.database.transaction(async (tx) => {
    const marked = await tx.query(
      'UPDATE lookups SET marked_wrong_at = now() WHERE id = $1 AND marked_wrong_at IS NULL RETURNING id',
      [lookup.id],
    );
    if (marked.length > 0) await also?.(tx);
    if (lookup.question === null) return;
    await tx.query(
      `INSERT INTO counter_examples
         (cluster_id, golden_answer_id, normalised, text, language, embedding, embedding_model, lookup_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (cluster_id, normalised) DO NOTHING`,
      [
        lookup.cluster_id,
        lookup.golden_answer_id,
        lookup.normalised,
        lookup.question,
        lookup.language,
        vector ? toVectorBytes(vector) : null,
        vector ? parts.embedder.id : null,
        lookup.id,
      ],
    );
  });
  return { cluster: lookup.cluster_id, counterExample: lookup.question !== null };
}

/** The question's vector by the embedder in use. Without one its words hold all the same, so a failure is no error. */
async function vectorOf(
  { embedder, log }: MarkingParts,
  { embedding, embedding_model }: HitRow,
  question: string,
): Promise<Float32Array | undefined> {
  if (embedding && embedding_model === embedder.id) return fromVectorBytes(embedding);
  try {
    return await embedder.embed(question);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'a marked question could not be embedded; it is known by its words only');
    return undefined;
  }
}
