import { createHash } from 'node:crypto';
import type { Ineligibility } from '../matching/eligibility.ts';
import type { Decision, DecisionSteps, Matcher } from '../matching/matcher.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { ServedCounterExample } from './counter-examples.ts';
import type { GoldenAnswer } from './golden-answer.ts';
import { MarkedQuestions } from './marked-questions.ts';
import { type PublishedPhrasing, PublishedQuestions, type PublishedQuestionsParts } from './published-questions.ts';

/** Why an answer is not served: it waits for a person, a person paused it, or what it rests on has changed since. */
export type Withheld = 'draft' | 'paused' | 'stale';

/** The answers there are, and what is known against them. */
export interface ServedAnswers {
  answers: GoldenAnswer[];
  /** The clusters of those that are not served for now, and why; they stay rivals as they are. */
  withheld?: ReadonlyMap<number, Withheld>;
  /** What was marked as wrong. */
  counterExamples?: readonly ServedCounterExample[];
}

/** What a {@link GoldenIndex} is made of. */
export interface PublishedNight extends ServedAnswers, PublishedQuestionsParts {}

/** A golden answer that was found by exact words. */
export interface ExactMatch {
  answer: GoldenAnswer;
  cluster: number;
  /** Of the phrasing; undefined when another embedder made it. */
  vector: Float32Array | undefined;
  /** Whether the question, where it comes after others, cannot be understood without them. */
  leansOnTalk: boolean;
}

/** All golden answers in memory, over the questions that one night published. Never changes; a new night makes a new one. */
export class GoldenIndex {
  /** How many are served; what a merged cluster leaves behind has no phrasing and is served to nobody. */
  readonly answerCount: number;
  /**
   * True when what was published was made with another embedder than the one in use: then nothing can be compared, and only
   * the same words are served until a night has made it anew.
   */
  readonly isOfOtherEmbedder: boolean;
  readonly #questions: PublishedQuestions;
  readonly #answers: ReadonlyMap<number, GoldenAnswer>;
  readonly #withheld: ReadonlyMap<number, Withheld>;
  readonly #matcher: Matcher;
  readonly #marked: MarkedQuestions;

  constructor(night: PublishedNight);
  constructor(served: ServedAnswers, questions: PublishedQuestions);
  constructor(night: ServedAnswers | PublishedNight, questions = new PublishedQuestions(night as PublishedNight)) {
    const { answers, withheld = new Map(), counterExamples = [] } = night;
    this.#questions = questions;
    this.#withheld = withheld;
    this.isOfOtherEmbedder = questions.isOfOtherEmbedder;
    this.answerCount = answers.filter(
      (answer) => questions.clusters.has(answer.clusterId) && !withheld.has(answer.clusterId),
    ).length;
    this.#answers = new Map(answers.map((answer) => [answer.clusterId, answer]));
    const keys = answerKeys(answers);
    this.#matcher = questions.matcher.withAnswers(keys);
    this.#marked = new MarkedQuestions(counterExamples, keys);
  }

  /** The same questions with other answers, at little cost. */
  withAnswers(served: ServedAnswers): GoldenIndex {
    return new GoldenIndex(served, this.#questions);
  }

  /** See {@link PublishedQuestions.answersAny}. */
  answersAny(reason: Ineligibility, cluster?: number): boolean {
    return this.#questions.answersAny(reason, cluster);
  }

  /** The answer, withheld or not, to a question that was asked in the same words before. */
  findExact(normalised: string): ExactMatch | undefined {
    const phrasing = this.#questions.findExact(normalised);
    const answer = phrasing && (this.answerFor(phrasing.cluster, toldLanguage(phrasing)) ?? this.#answerIn(phrasing));
    const leansOnTalk = this.#questions.leansOnTalk(normalised);
    return answer && { answer, cluster: phrasing.cluster, vector: phrasing.vector, leansOnTalk };
  }

  /**
   * The answer to words that are told to be in another language than it is in, where that is not so: a person has placed them with it,
   * or they are told to be in the same one as the very question that it was written for.
   */
  #answerIn(phrasing: PublishedPhrasing): GoldenAnswer | undefined {
    const answer = this.#answers.get(phrasing.cluster);
    if (!answer || phrasing.isPlaced) return answer;
    const own = this.#questions.findExact(normaliseQuestion(answer.canonicalQuestion));
    const isAsItsOwn = own?.cluster === phrasing.cluster && toldLanguage(own) === toldLanguage(phrasing);
    return isAsItsOwn ? answer : undefined;
  }

  /** What the matcher makes of a question in new words; see {@link Matcher.decide}. */
  decide(
    text: string,
    vector: Float32Array,
    language: string | undefined,
    onSteps?: (steps: DecisionSteps) => void,
  ): Decision {
    return this.#matcher.decide({ text, vector, language }, onSteps);
  }

  /** The question that a cluster's answer was written for; undefined where it has none. */
  questionOf(cluster: number): string | undefined {
    return this.#answers.get(cluster)?.canonicalQuestion;
  }

  /**
   * Whether a cluster's answer was marked as wrong for this question or one that means the same. The question that the answer
   * was written for, and what a person has placed with it, is silenced by a mark of its own words only: a near one that got its
   * answer by mistake is its twin, too.
   */
  isMarkedWrong(cluster: number, question: string, vector: Float32Array | undefined): boolean {
    if (!this.#marked.isMarked(cluster)) return false;
    const { canonicalQuestion = '' } = this.#answers.get(cluster) ?? {};
    const normalised = normaliseQuestion(question);
    const phrasing = this.#questions.findExact(normalised);
    const isPlaced = phrasing?.cluster === cluster && phrasing.isPlaced === true;
    const isItsOwn = isPlaced || normalised === normaliseQuestion(canonicalQuestion);
    return this.#marked.has(cluster, question, isItsOwn ? undefined : vector);
  }

  /** Why a cluster's answer is not to be served, if so. */
  whyWithheld(cluster: number): Withheld | undefined {
    return this.#withheld.get(cluster);
  }

  /** A cluster's answer, withheld or not, if it is in the language asked for; where either is unknown, it is taken to be. */
  answerFor(cluster: number, language: string | undefined): GoldenAnswer | undefined {
    const answer = this.#answers.get(cluster);
    const fits = !answer?.language || !language || answer.language === language;
    return fits ? answer : undefined;
  }
}

/** The language that a phrasing is told to be in: its own, else its cluster's. */
function toldLanguage({ writtenIn, language }: PublishedPhrasing): string | undefined {
  return writtenIn ?? language;
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
