import { dot, meanOf } from '../matching/vectors.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { sentencesOf } from '../models/sentences.ts';
import { AUDIENCES, type ClassifiedBy, MOST_SUMMARY } from './classification.ts';
import { cutText } from './cut-text.ts';
import type { IntelDocument } from './intel-document.ts';
import { judgeByWords } from './offline-words.ts';
import topics from './topics.json' with { type: 'json' };

/** News says at its beginning what it is about; so much of it is read, in UTF-16 units. */
const MOST_READ = 4_000;

/** How many sentences a summary is chosen from, and how many it has. */
const MOST_SENTENCES = 40;
const SUMMARY_SENTENCES = 2;

/** How many of a topic's descriptions count: the nearest ones. */
const COUNTED = 2;

/** A topic's descriptions in one language. */
interface Description {
  topic: string;
  language: string;
  vectors: Float32Array[];
}

/**
 * Classifies without a language model, and without an account: the topic whose descriptions lie nearest to the document
 * (cosine of all-MiniLM-L6-v2, the mean of the two nearest descriptions in the document's language), priority and
 * actionability by words, the audience by the topic, and as a summary the most central sentences, word for word.
 */
export class OfflineClassifier {
  readonly #embedder: Embedder;
  readonly #detector: LanguageDetector;
  #descriptions: Promise<Description[]> | undefined;

  constructor(embedder: Embedder, detector: LanguageDetector) {
    this.#embedder = embedder;
    this.#detector = detector;
  }

  /** @throws GoldsmithError `embedder-failed`; the signal's reason. */
  async classify({ title, content }: IntelDocument, signal?: AbortSignal): Promise<ClassifiedBy> {
    const text = `${title}\n\n${cutText(content, MOST_READ)}`;
    const topic = await this.#topicOf(text, signal);
    return {
      topic,
      ...judgeByWords(text, topic),
      target_audience: audienceOf(topic),
      summary: await this.#summaryOf(title, content, signal),
      confidence: 'low',
      model: 'offline',
    };
  }

  async #topicOf(text: string, signal?: AbortSignal): Promise<string> {
    this.#descriptions ??= this.#embedDescriptions();
    const all = await this.#descriptions;
    const language = this.#detector.detect(text);
    const own = all.filter((description) => description.language === language);
    const vector = await this.#embedder.embed(text, signal);
    const scored = (own.length > 0 ? own : all).map(({ topic, vectors }) => ({
      topic,
      score: likeness(vector, vectors),
    }));
    return scored.reduce((best, next) => (next.score > best.score ? next : best)).topic;
  }

  async #embedDescriptions(): Promise<Description[]> {
    const descriptions: Description[] = [];
    for (const { topic, described } of topics) {
      for (const [language, texts] of Object.entries(described)) {
        const vectors: Float32Array[] = [];
        for (const text of texts) vectors.push(await this.#embedder.embed(text));
        descriptions.push({ topic, language, vectors });
      }
    }
    return descriptions;
  }

  /** The sentences nearest to the mean of all, in their order (centroid summarisation, Radev et al., 2004). */
  async #summaryOf(title: string, content: string, signal?: AbortSignal): Promise<string> {
    const sentences = sentencesOf(content).slice(0, MOST_SENTENCES);
    if (sentences.length === 0) return cutText(title, MOST_SUMMARY);
    const vectors: Float32Array[] = [];
    for (const sentence of sentences) vectors.push(await this.#embedder.embed(sentence, signal));
    const mean = meanOf(vectors);
    const central = vectors
      .map((vector, position) => ({ position, score: dot(vector, mean) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, SUMMARY_SENTENCES)
      .sort((a, b) => a.position - b.position);
    return cutText(central.map(({ position }) => sentences[position]).join(' '), MOST_SUMMARY);
  }
}

function likeness(vector: Float32Array, descriptions: readonly Float32Array[]): number {
  const nearest = descriptions
    .map((description) => dot(vector, description))
    .sort((a, b) => b - a)
    .slice(0, COUNTED);
  return nearest.reduce((sum, score) => sum + score, 0) / nearest.length;
}

function audienceOf(topic: string): ClassifiedBy['target_audience'] {
  const audience = topics.find((known) => known.topic === topic)?.audience;
  return AUDIENCES.find((known) => known === audience) ?? 'everyone';
}
