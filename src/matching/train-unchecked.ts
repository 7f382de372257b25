import { assess, candidatesFor, type Golden, goldenOf, type MatcherQuestion } from './candidates.ts';
import { type MatcherParameters, probabilityThatRight } from './matcher.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import type { ExpectedShares, Training, TrainingSet } from './training-set.ts';

/**
 * Members of clusters are the easy questions, and that one was found in a cluster does not make it right: so nothing is
 * counted here. The probability of each question of the log, asked with itself left out, is the choice model's and the
 * kinship of clusters; the bar is the lowest at which those served are wrong no more often than allowed, in the mean.
 * @param mostQuestions of a larger log only so many are asked.
 */
export function trainUnchecked(set: TrainingSet, mostQuestions: number): Training {
  const untrained: MatcherParameters = {
    rule: 'trained',
    choice: set.prior.choice.weights,
    model: { weights: [0] },
    kinship: set.prior.kinship,
    bar: null,
  };
  const questions = reckonUnchecked(set, untrained, mostQuestions);
  const parameters = { ...untrained, bar: barByMean(set.maxWrong, questions) };
  return {
    parameters,
    shares: uncheckedShares(parameters, questions),
    basis: `a model, not a count: nobody has said which of the clusters mean the same. ${questions.length} questions asked with themselves left out, those marked as wrong among them; how likely near clusters have one answer is known from public data sets`,
  };
}

/** A question, and how it counts where nobody has checked. */
export interface ReckonedQuestion {
  /** By the model: how likely what it would be served is right; 0 for what would be a miss. */
  probability: number;
  /** How likely that is wrong: the rest of the probability, or 1 for what was marked as wrong. */
  doubt: number;
}

/**
 * The lowest probability at which the mean doubt of those served is at most `maxWrong`; null when there is none. Equally likely ones
 * are served together or not at all, and what cannot be right never is.
 */
export function barByMean(maxWrong: number, questions: readonly ReckonedQuestion[]): number | null {
  const likely = questions.filter(({ probability }) => probability > 0).sort((a, b) => b.probability - a.probability);
  let sum = 0;
  let bar: number | null = null;
  for (const [i, { probability, doubt }] of likely.entries()) {
    sum += doubt;
    const isLastOfEquals = likely[i + 1]?.probability !== probability;
    if (isLastOfEquals && sum / (i + 1) <= maxWrong) bar = probability;
  }
  return bar;
}

/** Each question of the log, asked with itself left out; and those that were marked as wrong. */
export function reckonUnchecked(
  set: TrainingSet,
  parameters: MatcherParameters,
  mostQuestions: number,
): ReckonedQuestion[] {
  const log = [...set.phrasings, ...set.outliers];
  const golden = goldenOf(log, set.answers);
  const step = Math.max(1, Math.ceil(log.length / mostQuestions));
  const asked = log
    .filter((_, i) => i % step === 0)
    .map((question) => {
      const { probability } = serve(golden, question, parameters, question);
      return { probability, doubt: 1 - probability };
    });
  const marked = (set.counterExamples ?? []).flatMap((question) => {
    const { probability, cluster } = serve(golden, question, parameters);
    // Another choice than the one that was wrong may be right.
    return cluster === question.cluster ? [{ probability, doubt: 1 }] : [];
  });
  return [...asked, ...marked];
}

/** What a question would be served, and how likely that is right. */
function serve(
  golden: Golden,
  question: MatcherQuestion,
  parameters: MatcherParameters,
  except?: IndexedPhrasing,
): { probability: number; cluster?: number } {
  const candidates = candidatesFor(golden, question, { except });
  const assessment = assess(golden, question.text, candidates, parameters.choice);
  if (!assessment || assessment.disagreement || !golden.answers.has(assessment.best.cluster)) return { probability: 0 };
  const { cluster } = assessment.best;
  return { cluster, probability: probabilityThatRight(golden, candidates, assessment, parameters) };
}

/** What a bar would serve, and how much of that is wrong as it is reckoned. */
export function uncheckedShares({ bar }: MatcherParameters, questions: readonly ReckonedQuestion[]): ExpectedShares {
  const served = bar === null ? [] : questions.filter(({ probability }) => probability >= bar);
  const doubt = served.reduce((sum, question) => sum + question.doubt, 0);
  return {
    expectedServedShare: questions.length > 0 ? served.length / questions.length : 0,
    expectedWrongShare: served.length > 0 ? doubt / served.length : 0,
  };
}
