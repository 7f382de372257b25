import { assess, candidatesFor, goldenOf } from './candidates.ts';
import { type MatcherParameters, probabilityThatRight } from './matcher.ts';
import type { ExpectedShares, Training, TrainingSet } from './train-matcher.ts';

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
  const probabilities = uncheckedProbabilities(set, untrained, mostQuestions);
  const parameters = { ...untrained, bar: barByMean(set.maxWrong, probabilities) };
  return {
    parameters,
    shares: uncheckedShares(parameters, probabilities),
    basis: `a model, not a count: nobody has said which of the clusters mean the same. ${probabilities.length} questions of the log asked with themselves left out; how likely near clusters have one answer is known from public data sets`,
  };
}

/** The lowest probability at which the mean of (1 - probability) of those served is at most `maxWrong`; null when there is none. */
export function barByMean(maxWrong: number, probabilities: readonly number[]): number | null {
  let doubt = 0;
  let bar: number | null = null;
  for (const [i, probability] of probabilities.toSorted((a, b) => b - a).entries()) {
    doubt += 1 - probability;
    if (doubt / (i + 1) <= maxWrong) bar = probability;
  }
  return bar;
}

/** Of each question of the log, asked with itself left out: how likely what it would be served is right; 0 for what would be a miss. */
export function uncheckedProbabilities(
  set: TrainingSet,
  parameters: MatcherParameters,
  mostQuestions: number,
): number[] {
  const log = [...set.phrasings, ...set.outliers];
  const golden = goldenOf(log, set.answers);
  const step = Math.max(1, Math.ceil(log.length / mostQuestions));
  return log
    .filter((_, i) => i % step === 0)
    .map((question) => {
      const candidates = candidatesFor(golden, question, { except: question });
      const assessment = assess(golden, question.text, candidates, parameters.choice);
      if (!assessment || assessment.disagreement || !set.answers.has(assessment.best.cluster)) return 0;
      return probabilityThatRight(golden, candidates, assessment, parameters);
    });
}

/** What a bar would serve, and how much of that is wrong by the probabilities themselves. */
export function uncheckedShares({ bar }: MatcherParameters, probabilities: readonly number[]): ExpectedShares {
  const served = bar === null ? [] : probabilities.filter((probability) => probability >= bar);
  const doubt = served.reduce((sum, probability) => sum + 1 - probability, 0);
  return {
    expectedServedShare: probabilities.length > 0 ? served.length / probabilities.length : 0,
    expectedWrongShare: served.length > 0 ? doubt / served.length : 0,
  };
}
