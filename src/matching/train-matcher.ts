import { fitChoiceModel } from './choice-model.ts';
import { fitLogisticRegression, type LogisticExample, probabilityOf } from './logistic-regression.ts';
import type { MatcherParameters } from './matcher.ts';
import { reckonUnchecked, trainUnchecked, uncheckedShares } from './train-unchecked.ts';
import {
  type AskedSet,
  askAll,
  calibrationExamples,
  choiceExamples,
  MOST_EXAMPLES,
  totalWeight,
} from './training-examples.ts';
import type { ExpectedShares, Training, TrainingReport, TrainingSet } from './training-set.ts';

/**
 * Fits which candidate a question means and how likely the choice is right, and sets the bar from which it is served.
 *
 * Each phrasing is asked twice: as somebody's next wording (itself left out), and as something never seen (all clusters
 * with its answer left out, so that whatever is served is wrong). The second kind weighs as much as `newShare` says. The bar
 * is the lowest probability at which (wrong + 1) / served stays within `maxWrong`.
 */
export function trainMatcher(set: TrainingSet): { parameters: MatcherParameters; report: TrainingReport } {
  const { parameters, shares, basis } = set.unchecked ? trainUnchecked(set, MOST_EXAMPLES) : trainCounted(set);
  return {
    parameters,
    report: {
      phrasings: set.phrasings.length,
      clusters: new Set(set.phrasings.map((phrasing) => phrasing.cluster)).size,
      answered: set.answers.size,
      newShare: set.newShare,
      maxWrong: set.maxWrong,
      ...shares,
      basis,
    },
  };
}

function trainCounted(set: TrainingSet): Training {
  const asked = askAll(set);
  const choice = fitChoiceModel(choiceExamples(asked), set.prior.choice, asked.priorWeight);
  const examples = calibrationExamples(asked, choice, set);
  const model = fitLogisticRegression(examples);
  const bar = barFor(set.maxWrong, examples, (example) => probabilityOf(model, example.features));
  const parameters: MatcherParameters = { rule: 'trained', choice, model, bar };
  return { parameters, shares: expectedShares(parameters, examples, totalWeight(asked)), basis: basisOf(asked) };
}

/** What given parameters would do on a training set; compares yesterday's matcher with today's. */
export function expectedSharesOf(parameters: MatcherParameters, set: TrainingSet): ExpectedShares {
  if (set.unchecked) return uncheckedShares(parameters, reckonUnchecked(set, parameters, MOST_EXAMPLES));
  const asked = askAll(set);
  return expectedShares(parameters, calibrationExamples(asked, parameters.choice, set), totalWeight(asked));
}

/**
 * The lowest score at which (wrong + 1) / served is at most `maxWrong`, or null when there is none.
 */
export function barFor<E extends LogisticExample>(
  maxWrong: number,
  examples: readonly E[],
  scoreOf: (example: E) => number,
): number | null {
  const ranked = examples.map((example) => ({ example, score: scoreOf(example) })).sort((a, b) => b.score - a.score);
  let served = 0;
  let wrong = 0;
  let bar: number | null = null;
  for (const [i, { example, score }] of ranked.entries()) {
    served += example.weight;
    if (!example.outcome) wrong += example.weight;
    // Equal scores are served together or not at all.
    const tied = i + 1 < ranked.length && ranked[i + 1].score === score;
    if (!tied && (wrong + 1) / served <= maxWrong) bar = score;
  }
  return bar;
}

function expectedShares(parameters: MatcherParameters, examples: LogisticExample[], total: number): ExpectedShares {
  const { bar, model } = parameters;
  const served = bar === null ? [] : examples.filter((example) => probabilityOf(model, example.features) >= bar);
  const weight = served.reduce((sum, example) => sum + example.weight, 0);
  const wrong = served.reduce((sum, example) => sum + (example.outcome ? 0 : example.weight), 0);
  return { expectedServedShare: total > 0 ? weight / total : 0, expectedWrongShare: weight > 0 ? wrong / weight : 0 };
}

function basisOf({ known, priorWeight }: AskedSet): string {
  const own = `${known.length} phrasings asked with themselves left out, and all with their answer left out`;
  return priorWeight > 0
    ? `${own}; ${Math.round(priorWeight)} questions' worth of other logs stands in for what is missing`
    : own;
}
