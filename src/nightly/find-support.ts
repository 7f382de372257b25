import { dot } from '../matching/vectors.ts';
import type { Embedder } from '../models/embedder.ts';
import { sentencesOf } from '../models/sentences.ts';
import { LEAST_SIMILARITY } from './check-support.ts';

/** Which sentence of which source supports a sentence of an answer best. */
export interface Support {
  /** Index of the source. */
  source: number;
  /** Index of its sentence. */
  sentence: number;
  /** Cosine. */
  similarity: number;
  /** Quoted word for word. */
  verbatim: boolean;
}

/** An answer and its sources by their sentences, and what supports what. */
export interface SupportedAnswer {
  sentences: { text: string; support: Support | undefined }[];
  /** Of each source. */
  sourceSentences: string[][];
}

/**
 * Finds for each sentence of an answer the sentence of its sources that supports it, by the similarity that a night asks for
 * ({@link LEAST_SIMILARITY}). Figures are not compared here: that is for the person who looks at both.
 */
export async function findSupport(
  answer: string,
  sources: readonly string[],
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<SupportedAnswer> {
  const sourceSentences = sources.map(sentencesOf);
  const places: Place[] = [];
  for (const [source, sentences] of sourceSentences.entries())
    for (const [sentence, text] of sentences.entries())
      places.push({ source, sentence, text, vector: await embedder.embed(text, signal) });
  const sentences: SupportedAnswer['sentences'] = [];
  for (const text of sentencesOf(answer))
    sentences.push({ text, support: await supportOf(text, places, embedder, signal) });
  return { sentences, sourceSentences };
}

interface Place {
  source: number;
  sentence: number;
  text: string;
  vector: Float32Array;
}

async function supportOf(
  text: string,
  places: readonly Place[],
  embedder: Embedder,
  signal: AbortSignal | undefined,
): Promise<Support | undefined> {
  const same = places.find((place) => place.text.toLowerCase() === text.toLowerCase());
  if (same) return { source: same.source, sentence: same.sentence, similarity: 1, verbatim: true };
  const vector = await embedder.embed(text, signal);
  let best: Support | undefined;
  for (const { source, sentence, vector: other } of places) {
    const similarity = Math.min(1, dot(vector, other));
    if (similarity >= LEAST_SIMILARITY && similarity > (best?.similarity ?? 0))
      best = { source, sentence, similarity, verbatim: false };
  }
  return best;
}
