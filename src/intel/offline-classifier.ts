import { dot, meanOf } from '../matching/vectors.ts';
import type { Embedder } from '../models/embedder.ts';
import { sentencesOf } from '../models/sentences.ts';
import { AUDIENCES, type ClassifiedBy, MOST_SUMMARY } from './classification.ts';
import { cutText } from './cut-text.ts';
import type { IntelDocument } from './intel-document.ts';
import { judgeByWords } from './offline-words.ts';
import { sharesByWords, wordsOfTopic } from './topic-words.ts';
import topics from './topics.json' with { type: 'json' };

/** News says at its beginning what it is about; so much of it is read, in UTF-16 units. */
const MOST_READ = 4_000;

/** So much of a document is summed up. */
const MOST_SUMMED = 12_000;

/** How many sentences a summary is chosen from, and how many it has. */
const MOST_SENTENCES = 40;
const SUMMARY_SENTENCES = 2;

/** How many of a topic's descriptions count: the nearest ones. */
const COUNTED = 2;

/**
 * How much a topic's share of the words counts beside the likeness in meaning: the bundled embedder has learned mostly
 * English. Chosen on 96 pages of the example's knowledge base in three languages, by what each is about: by meaning alone 62
 * of them got their topic, so 78, by words alone 72.
 */
const WORDS = 0.5;

/**
 * Classifies without a language model, and without an account: the topic whose descriptions lie nearest to the document
 * (cosine of all-MiniLM-L6-v2, the mean of the two nearest, and the words they share), priority and actionability by words,
 * the audience by the topic, and as a summary the most central sentences, word for word.
 */
export class OfflineClassifier {
  readonly #embedder: Embedder;
  readonly #words = topics.map(({ described }) => wordsOfTopic(Object.values(described).flat()));
  #descriptions: Promise<Float32Array[][]> | undefined;

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
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
    const descriptions = await this.#descriptions;
    const vector = await this.#embedder.embed(text, signal);
    const shares = sharesByWords(text, this.#words);
    const scored = topics.map(({ topic }, i) => ({
      topic,
      score: likeness(vector, descriptions[i]) + WORDS * shares[i],
    }));
    return scored.reduce((best, next) => (next.score > best.score ? next : best)).topic;
  }

  /** The vectors of each topic's descriptions in all languages, in the topics' order. */
  #embedDescriptions(): Promise<Float32Array[][]> {
    const embedAll = (texts: readonly string[]) => Promise.all(texts.map((text) => this.#embedder.embed(text)));
    return Promise.all(topics.map(({ described }) => embedAll(Object.values(described).flat())));
  }

  /** The sentences nearest to the mean of all, in their order (centroid summarisation, Radev et al., 2004). */
  async #summaryOf(title: string, content: string, signal?: AbortSignal): Promise<string> {
    const sentences = sentencesOf(cutText(content, MOST_SUMMED)).slice(0, MOST_SENTENCES);
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
