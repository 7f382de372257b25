import { type Ineligibility, ineligibilityOf } from '../matching/eligibility.ts';
import { LONGEST_QUESTION } from '../matching/longest-question.ts';
import type { Decision, DecisionSteps } from '../matching/matcher.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { GoldenAnswer } from './golden-answer.ts';
import type { GoldenIndex, Withheld } from './golden-index.ts';

/** What was found for a question, and why. */
export interface FoundAnswer {
  outcome: 'hit' | 'miss' | 'bypass';
  reason:
    | 'same-words'
    | Decision['reason']
    | Ineligibility
    | 'too-long'
    | 'no-answer-in-language'
    | 'marked-wrong'
    | Withheld
    | 'other-embedder'
    | 'not-ready'
    | 'error';
  /** The golden answer of a hit. */
  answer?: GoldenAnswer;
  /** The cluster the question resembles most. */
  cluster?: number;
  /** How likely that cluster's answer is right, 0 to 1. */
  probability?: number;
  /** Cosine to the nearest phrasing. */
  similarity?: number;
  /** The question's language, two-letter code, where it can be told. */
  language?: string;
  /** The vector of a question that was embedded and is a hit. */
  vector?: Float32Array;
}

/** A step on a question's way, and its verdict. */
export type FindingStep =
  /** The question in the form in which words are compared, and the cluster where these words stand with an answer. */
  | { step: 'same-words'; normalised: string; cluster: number | undefined }
  /** Why it may not be answered from the cache, and whether a person has said that such questions may. */
  | { step: 'eligible'; ineligible: Ineligibility | undefined; isExcepted: boolean }
  /** Whether it leans on the talk, and whether there is one. */
  | { step: 'talk'; leans: boolean; hasHistory: boolean }
  /** By which model. */
  | { step: 'embed'; model: string; isOfOtherEmbedder: boolean }
  | { step: 'language'; told: string | undefined }
  | ({ step: 'decide' } & DecisionSteps)
  /** Of the cluster that was chosen: whether such questions are excepted there, and what stands against its answer. */
  | { step: 'answer'; check: 'exception' | 'language' | 'status' | 'stale' | 'marked-wrong'; passed: boolean };

type AnswerCheck = Extract<FindingStep, { step: 'answer' }>['check'];

/** What finding needs. */
export interface FindingParts {
  embedder: Embedder;
  detector: LanguageDetector;
}

/** What is known of the question. */
export interface FindingOptions {
  /** Whether the question is not the first of its conversation; a function is called only where that matters. */
  hasHistory?: boolean | (() => Promise<boolean>);
  signal?: AbortSignal;
  /** Is told each step as it is taken, by who wants to know how the answer is found; those after the last were not reached. */
  onStep?: (step: FindingStep) => void;
}

/**
 * A question's way through the cache: the same words, then whether it may be answered at all, then the matcher. What would lean
 * on a talk is answered by the same words only, and in a talk not even by them: "what documents do I need?" names no matter.
 */
export async function findGoldenAnswer(
  index: GoldenIndex,
  { embedder, detector }: FindingParts,
  question: string,
  { hasHistory, signal, onStep }: FindingOptions = {},
): Promise<FoundAnswer> {
  if (question.length > LONGEST_QUESTION) return { outcome: 'bypass', reason: 'too-long' };
  const normalised = normaliseQuestion(question);
  const exact = index.findExact(normalised);
  onStep?.({ step: 'same-words', normalised, cluster: exact?.cluster });
  const ineligible = exact ? undefined : ineligibilityOf(question, true);
  const leans = exact ? exact.leansOnTalk : ineligible === 'follow-up';
  const isInTalk = leans && (typeof hasHistory === 'function' ? await hasHistory() : hasHistory);
  onStep?.({ step: 'talk', leans, hasHistory: isInTalk ?? false });
  if (isInTalk) return { outcome: 'bypass', reason: 'follow-up' };
  const passes = (check: AnswerCheck, passed: boolean) => {
    onStep?.({ step: 'answer', check, passed });
    return passed;
  };
  if (exact) {
    const language = exact.answer.language ?? undefined;
    const about = { cluster: exact.cluster, language };
    const withheld = index.whyWithheld(exact.cluster);
    if (!passes('status', withheld !== 'draft' && withheld !== 'paused') || !passes('stale', withheld !== 'stale'))
      return { ...about, outcome: 'miss', reason: withheld! };
    if (!passes('marked-wrong', !index.isMarkedWrong(exact.cluster, question, exact.vector))) {
      return { ...about, outcome: 'miss', reason: 'marked-wrong' };
    }
    return { ...about, outcome: 'hit', reason: 'same-words', answer: exact.answer };
  }
  const isExcepted = ineligible !== undefined && index.answersAny(ineligible);
  onStep?.({ step: 'eligible', ineligible, isExcepted });
  if (ineligible && !isExcepted) return { outcome: 'bypass', reason: ineligible };
  onStep?.({ step: 'embed', model: embedder.id, isOfOtherEmbedder: index.isOfOtherEmbedder });
  if (index.isOfOtherEmbedder) {
    return ineligible ? { outcome: 'bypass', reason: ineligible } : { outcome: 'miss', reason: 'other-embedder' };
  }
  const vector = await embedder.embed(question, signal);
  const told = detector.detect(question);
  onStep?.({ step: 'language', told });
  const decision = index.decide(question, vector, told, onStep && ((steps) => onStep({ step: 'decide', ...steps })));
  const { outcome, reason, cluster, probability, similarity } = decision;
  const language = told ?? decision.language;
  const about = { cluster, probability, similarity, language };
  if (ineligible && !passes('exception', index.answersAny(ineligible, cluster)))
    return { ...about, outcome: 'bypass', reason: ineligible };
  if (outcome === 'miss' || cluster === undefined) return { ...about, outcome: 'miss', reason };
  const answer = index.answerFor(cluster, language);
  passes('language', answer !== undefined);
  if (!answer) return { ...about, outcome: 'miss', reason: 'no-answer-in-language' };
  const withheld = index.whyWithheld(cluster);
  if (!passes('status', withheld !== 'draft' && withheld !== 'paused') || !passes('stale', withheld !== 'stale'))
    return { ...about, outcome: 'miss', reason: withheld! };
  if (!passes('marked-wrong', !index.isMarkedWrong(cluster, question, vector)))
    return { ...about, outcome: 'miss', reason: 'marked-wrong' };
  return { ...about, outcome: 'hit', reason, answer, vector };
}
