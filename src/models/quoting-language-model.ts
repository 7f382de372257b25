import type { Embedder } from './embedder.ts';
import type { LanguageModel, ModelReply, ModelRequest, ModelSource } from './language-model.ts';
import { sentencesOf } from './sentences.ts';

/** The cosine a sentence must have to the question to be quoted: below it, sentences share a topic but hold no answer. */
const LEAST_SIMILARITY = 0.5;

/** How many sentences are quoted at most, and how near to the best one the others must be. */
const MOST_SENTENCES = 3;
const NEAR_THE_BEST = 0.12;

/** How many sentences' vectors are kept; a night asks the same chunks again and again. */
const CACHED_SENTENCES = 20_000;

/**
 * The language model that needs no account and no network: it answers by quoting the sentences of the sources that are
 * most similar to the question, word for word, from one source. Without a good one it says that it has no answer.
 */
export class QuotingLanguageModel implements LanguageModel {
  readonly id = 'offline';
  readonly #embedder: Embedder;
  readonly #cache = new Map<string, Float32Array>();

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
  }

  async reply(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply> {
    const none: ModelReply = { text: undefined, model: this.id, inputTokens: 0, outputTokens: 0 };
    const question = await this.#embedder.embed(request.question, signal);
    const scored: ScoredSentence[] = [];
    for (const [source, entry] of (request.sources ?? []).entries()) {
      if (request.language && entry.language && entry.language !== request.language) continue;
      scored.push(...(await this.#score(question, source, entry, signal)));
    }
    const best = scored.reduce<ScoredSentence | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
    if (!best || best.score < LEAST_SIMILARITY) return none;
    const quoted = scored
      .filter(({ source, score }) => source === best.source && score >= Math.max(LEAST_SIMILARITY, best.score - NEAR_THE_BEST))
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_SENTENCES)
      .sort((a, b) => a.position - b.position);
    return { ...none, text: quoted.map(({ sentence }) => closed(sentence)).join(' '), used: [best.source] };
  }

  async #score(question: Float32Array, source: number, entry: ModelSource, signal?: AbortSignal): Promise<ScoredSentence[]> {
    const scored: ScoredSentence[] = [];
    for (const [position, sentence] of sentencesOf(entry.text).entries()) {
      const vector = await this.#vectorOf(sentence, signal);
      const score = vector.reduce((sum, x, i) => sum + x * question[i], 0);
      scored.push({ source, position, sentence, score });
    }
    return scored;
  }

  async #vectorOf(sentence: string, signal?: AbortSignal): Promise<Float32Array> {
    const known = this.#cache.get(sentence);
    if (known) return known;
    const vector = await this.#embedder.embed(sentence, signal);
    if (this.#cache.size >= CACHED_SENTENCES) this.#cache.delete(this.#cache.keys().next().value as string);
    this.#cache.set(sentence, vector);
    return vector;
  }
}

interface ScoredSentence {
  source: number;
  position: number;
  sentence: string;
  /** Cosine to the question. */
  score: number;
}

/** A list item as a sentence of its own. */
function closed(sentence: string): string {
  return /[.!?…:]["')\]]?$/.test(sentence) ? sentence : `${sentence}.`;
}
