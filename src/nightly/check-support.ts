import { particularsOf } from '../matching/agreement.ts';
import { dot } from '../matching/vectors.ts';
import type { Embedder } from '../models/embedder.ts';
import { sentencesOf } from '../models/sentences.ts';

/** The cosine that each sentence of an answer must have to some sentence of its sources. */
export const LEAST_SIMILARITY = 0.5;

/** A sentence of an answer that its sources do not support, and why. */
export interface Unsupported {
  sentence: string;
  reason: 'no similar sentence' | 'a figure that no source has';
}

/**
 * The first sentence of an answer that its sources do not support: none of their sentences says something similar, or it
 * holds a figure that they do not. Undefined when all are supported.
 */
export async function findUnsupported(
  answer: string,
  sources: readonly string[],
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<Unsupported | undefined> {
  const sourceSentences = sources.flatMap(sentencesOf);
  const spoken = new Set(sourceSentences.map((sentence) => sentence.toLowerCase()));
  const figures = particularsOf(sources.join('\n')).figures;
  let vectors: Float32Array[] | undefined;
  for (const sentence of sentencesOf(answer)) {
    if (spoken.has(sentence.toLowerCase())) continue; // Quoted word for word.
    if ([...particularsOf(sentence).figures].some((figure) => !figures.has(figure))) {
      return { sentence, reason: 'a figure that no source has' };
    }
    vectors ??= await embedAll(sourceSentences, embedder, signal);
    const vector = await embedder.embed(sentence, signal);
    if (!vectors.some((other) => dot(vector, other) >= LEAST_SIMILARITY))
      return { sentence, reason: 'no similar sentence' };
  }
  return undefined;
}

async function embedAll(
  sentences: readonly string[],
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const sentence of sentences) vectors.push(await embedder.embed(sentence, signal));
  return vectors;
}
