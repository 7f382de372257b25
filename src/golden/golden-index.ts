import { createHash } from 'node:crypto';
import { type Decision, Matcher, type MatcherParameters } from '../matching/matcher.ts';
import { type IndexedPhrasing, PhrasingIndex } from '../matching/phrasing-index.ts';
import type { GoldenAnswer } from './golden-answer.ts';

/** A published phrasing. */
export interface PublishedPhrasing extends Omit<IndexedPhrasing, 'vector'> {
  normalised: string;
  /** Unit length; undefined when another embedder made it: then it serves for exact hits only. */
  vector: Float32Array | undefined;
}

/** What a {@link GoldenIndex} is made of, as it was published together. */
export interface PublishedNight {
  answers: GoldenAnswer[];
  /** The members of all clusters, answered or not: an unanswered cluster is a rival too. */
  phrasings: PublishedPhrasing[];
  parameters: MatcherParameters;
}

/** A golden answer that was found by exact words. */
export interface ExactMatch {
  answer: GoldenAnswer;
  cluster: number;
}

/** All golden answers in memory, as one night published them. Never changes; a new night makes a new one. */
export class GoldenIndex {
  readonly answerCount: number;
  readonly #byWords = new Map<string, PublishedPhrasing>();
  readonly #answers = new Map<number, GoldenAnswer>();
  readonly #matcher: Matcher;

  constructor(night: PublishedNight) {
    this.answerCount = night.answers.length;
    for (const answer of night.answers) this.#answers.set(answer.clusterId, answer);
    for (const phrasing of night.phrasings) this.#byWords.set(phrasing.normalised, phrasing);
    const comparable = night.phrasings.filter(
      (phrasing): phrasing is PublishedPhrasing & IndexedPhrasing => phrasing.vector !== undefined,
    );
    this.#matcher = new Matcher(new PhrasingIndex(comparable), answerKeys(night.answers), night.parameters);
  }

  /** The answer to a question that was asked in the same words before. */
  findExact(normalised: string): ExactMatch | undefined {
    const phrasing = this.#byWords.get(normalised);
    const answer = phrasing && this.answerFor(phrasing.cluster, phrasing.language);
    return answer && { answer, cluster: phrasing.cluster };
  }

  /** What the matcher makes of a question in new words. */
  decide(text: string, vector: Float32Array, language: string | undefined): Decision {
    return this.#matcher.decide({ text, vector, language });
  }

  /** A cluster's answer, if it is in the language asked for; where either is unknown, it is taken to be. */
  answerFor(cluster: number, language: string | undefined): GoldenAnswer | undefined {
    const answer = this.#answers.get(cluster);
    const fits = !answer?.language || !language || answer.language === language;
    return fits ? answer : undefined;
  }
}

/** Per cluster a key of its answer: clusters with the same answer are no rivals of each other. */
export function answerKeys(
  answers: readonly Pick<GoldenAnswer, 'clusterId' | 'language' | 'answer'>[],
): Map<number, string> {
  return new Map(
    answers.map(({ clusterId, language, answer }) => [
      clusterId,
      createHash('sha256')
        .update(`${language ?? ''}:${answer}`)
        .digest('base64'),
    ]),
  );
}
