import { createHash } from 'node:crypto';
import { type Ineligibility, ineligibilityOf } from '../matching/eligibility.ts';
import { type Decision, Matcher, type MatcherParameters } from '../matching/matcher.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { IndexedPhrasing } from '../matching/phrasing-index.ts';
import type { ServedCounterExample } from './counter-examples.ts';
import type { GoldenAnswer } from './golden-answer.ts';
import { MarkedQuestions } from './marked-questions.ts';

/** A published phrasing. */
export interface PublishedPhrasing extends Omit<IndexedPhrasing, 'vector'> {
  normalised: string;
  /** The language of the phrasing itself, where it is not its cluster's: a person may map a wording to any cluster. */
  writtenIn?: string;
  /** Unit length; undefined when another embedder made it: then it serves for exact hits only. */
  vector: Float32Array | undefined;
}

/** What a {@link GoldenIndex} is made of, as it was published together. */
export interface PublishedNight {
  answers: GoldenAnswer[];
  /** The clusters of those that are not served until they were written again; they stay rivals as they are. */
  stale?: ReadonlySet<number>;
  /** The members of all clusters, answered or not: an unanswered cluster is a rival too. */
  phrasings: PublishedPhrasing[];
  /** Questions that are in no cluster, each with a negative number in place of one. */
  lone?: readonly IndexedPhrasing[];
  parameters: MatcherParameters;
  /** True when the matcher was trained on another embedder's vectors. */
  matcherOfOtherEmbedder?: boolean;
  /** What was marked as wrong. */
  counterExamples?: readonly ServedCounterExample[];
}

/** A golden answer that was found by exact words. */
export interface ExactMatch {
  answer: GoldenAnswer;
  cluster: number;
  /** Of the phrasing; undefined when another embedder made it. */
  vector: Float32Array | undefined;
  /** Whether the question, where it comes after others, cannot be understood without them. */
  leansOnTalk: boolean;
}

/** All golden answers in memory, as one night published them. Never changes; a new night makes a new one. */
export class GoldenIndex {
  /** How many are served; what a merged cluster leaves behind has no phrasing and is served to nobody. */
  readonly answerCount: number;
  /**
   * True when what was published was made with another embedder than the one in use: then nothing can be compared, and only
   * the same words are served until a night has made it anew.
   */
  readonly isOfOtherEmbedder: boolean;
  readonly #byWords: Map<string, PublishedPhrasing>;
  readonly #answers = new Map<number, GoldenAnswer>();
  readonly #stale: ReadonlySet<number>;
  readonly #matcher: Matcher;
  /** Per reason not to answer, the clusters that hold such questions all the same. */
  readonly #exceptions = new Map<Ineligibility, Set<number>>();
  /** The words of the phrasings that lean on the talk before them. */
  readonly #leaning = new Set<string>();
  readonly #marked: MarkedQuestions;

  constructor(night: PublishedNight) {
    this.#stale = night.stale ?? new Set();
    const published = new Set(night.phrasings.map(({ cluster }) => cluster));
    const isServed = ({ clusterId }: GoldenAnswer) => published.has(clusterId) && !this.#stale.has(clusterId);
    this.answerCount = night.answers.filter(isServed).length;
    for (const answer of night.answers) this.#answers.set(answer.clusterId, answer);
    this.#byWords = unambiguous(night.phrasings);
    const comparable = night.phrasings.filter(
      (phrasing): phrasing is PublishedPhrasing & IndexedPhrasing => phrasing.vector !== undefined,
    );
    const keys = answerKeys(night.answers);
    this.isOfOtherEmbedder =
      night.matcherOfOtherEmbedder === true || (night.phrasings.length > 0 && comparable.length === 0);
    this.#matcher = new Matcher([...comparable, ...(night.lone ?? [])], keys, night.parameters);
    this.#marked = new MarkedQuestions(night.counterExamples ?? [], keys);
    for (const phrasing of night.phrasings) this.#noteException(phrasing);
  }

  /**
   * Whether a cluster (or any) holds questions that by their words may not be answered from the cache. No night puts them
   * there: a person mapped them, and says so that one answer serves ("What is today's rate?" - "See our rates page").
   */
  answersAny(reason: Ineligibility, cluster?: number): boolean {
    const clusters = this.#exceptions.get(reason);
    return clusters !== undefined && (cluster === undefined || clusters.has(cluster));
  }

  /** The answer, stale or not, to a question that was asked in the same words before. */
  findExact(normalised: string): ExactMatch | undefined {
    const phrasing = this.#byWords.get(normalised);
    const answer = phrasing && this.answerFor(phrasing.cluster, phrasing.writtenIn ?? phrasing.language);
    const leansOnTalk = this.#leaning.has(normalised);
    return answer && { answer, cluster: phrasing.cluster, vector: phrasing.vector, leansOnTalk };
  }

  /** What the matcher makes of a question in new words. */
  decide(text: string, vector: Float32Array, language: string | undefined): Decision {
    return this.#matcher.decide({ text, vector, language });
  }

  /**
   * Whether a cluster's answer was marked as wrong for this question or one that means the same. The question that the answer
   * was written for is silenced by a mark of its own words only: a near one that got its answer by mistake is its twin, too.
   */
  isMarkedWrong(cluster: number, question: string, vector: Float32Array | undefined): boolean {
    if (!this.#marked.isMarked(cluster)) return false;
    const { canonicalQuestion = '' } = this.#answers.get(cluster) ?? {};
    const isItsOwn = normaliseQuestion(question) === normaliseQuestion(canonicalQuestion);
    return this.#marked.has(cluster, question, isItsOwn ? undefined : vector);
  }

  /** Whether a cluster's answer rests on what has changed since, and is not to be served. */
  isStale(cluster: number): boolean {
    return this.#stale.has(cluster);
  }

  /** A cluster's answer, stale or not, if it is in the language asked for; where either is unknown, it is taken to be. */
  answerFor(cluster: number, language: string | undefined): GoldenAnswer | undefined {
    const answer = this.#answers.get(cluster);
    const fits = !answer?.language || !language || answer.language === language;
    return fits ? answer : undefined;
  }

  #noteException({ text, normalised, cluster }: PublishedPhrasing): void {
    const reason = ineligibilityOf(text, true);
    if (reason) this.#exceptions.set(reason, (this.#exceptions.get(reason) ?? new Set()).add(cluster));
    if (reason === 'follow-up') this.#leaning.add(normalised);
  }
}

/** Phrasings by their words; the same words in two clusters say nothing of which is meant. */
function unambiguous(phrasings: readonly PublishedPhrasing[]): Map<string, PublishedPhrasing> {
  const byWords = new Map<string, PublishedPhrasing>();
  const ambiguous = new Set<string>();
  for (const phrasing of phrasings) {
    const { normalised, cluster } = phrasing;
    if ((byWords.get(normalised)?.cluster ?? cluster) !== cluster) ambiguous.add(normalised);
    byWords.set(normalised, phrasing);
  }
  for (const normalised of ambiguous) byWords.delete(normalised);
  return byWords;
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
