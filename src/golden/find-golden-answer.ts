import { type Ineligibility, ineligibilityOf } from '../matching/eligibility.ts';
import type { Decision } from '../matching/matcher.ts';
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
}

/**
 * A question's way through the cache: the same words, then whether it may be answered at all, then the matcher. What would lean
 * on a talk is answered by the same words only, and in a talk not even by them: "what documents do I need?" names no matter.
 */
export async function findGoldenAnswer(
  index: GoldenIndex,
  { embedder, detector }: FindingParts,
  question: string,
  { hasHistory, signal }: FindingOptions = {},
): Promise<FoundAnswer> {
  const exact = index.findExact(normaliseQuestion(question));
  const ineligible = exact ? undefined : ineligibilityOf(question, true);
  const leans = exact ? exact.leansOnTalk : ineligible === 'follow-up';
  if (leans && (typeof hasHistory === 'function' ? await hasHistory() : hasHistory)) {
    return { outcome: 'bypass', reason: 'follow-up' };
  }
  if (exact) {
    const language = exact.answer.language ?? undefined;
    const about = { cluster: exact.cluster, language };
    const withheld = index.whyWithheld(exact.cluster);
    if (withheld) return { ...about, outcome: 'miss', reason: withheld };
    if (index.isMarkedWrong(exact.cluster, question, exact.vector)) {
      return { ...about, outcome: 'miss', reason: 'marked-wrong' };
    }
    return { ...about, outcome: 'hit', reason: 'same-words', answer: exact.answer };
  }
  if (ineligible && !index.answersAny(ineligible)) return { outcome: 'bypass', reason: ineligible };
  if (index.isOfOtherEmbedder) {
    return ineligible ? { outcome: 'bypass', reason: ineligible } : { outcome: 'miss', reason: 'other-embedder' };
  }
  const vector = await embedder.embed(question, signal);
  const told = detector.detect(question);
  const decision = index.decide(question, vector, told);
  const { outcome, reason, cluster, probability, similarity } = decision;
  const language = told ?? decision.language;
  const about = { cluster, probability, similarity, language };
  if (ineligible && !index.answersAny(ineligible, cluster)) return { ...about, outcome: 'bypass', reason: ineligible };
  if (outcome === 'miss' || cluster === undefined) return { ...about, outcome: 'miss', reason };
  const answer = index.answerFor(cluster, language);
  if (!answer) return { ...about, outcome: 'miss', reason: 'no-answer-in-language' };
  const withheld = index.whyWithheld(cluster);
  if (withheld) return { ...about, outcome: 'miss', reason: withheld };
  if (index.isMarkedWrong(cluster, question, vector)) return { ...about, outcome: 'miss', reason: 'marked-wrong' };
  return { ...about, outcome: 'hit', reason, answer, vector };
}
