import { fitLogisticRegression, type LogisticExample, probabilityOf } from './logistic-regression.ts';
import { type AnswerKeys, assess, type MatcherParameters } from './matcher.ts';
import { type IndexedPhrasing, PhrasingIndex, type SearchScope } from './phrasing-index.ts';

/** A phrasing with how often it was asked. */
export interface TrainingPhrasing extends IndexedPhrasing {
  asked: number;
}

/** What a matcher is trained from. */
export interface TrainingSet {
  /** The members of all clusters, answered or not. */
  phrasings: TrainingPhrasing[];
  answers: AnswerKeys;
  /** The share of all questions that ask something new, 0 to 1. */
  newShare: number;
  /** The share of served answers that may be wrong. */
  maxWrong: number;
}

/** How the bar came about; shown to operators. Shares are of the questions that training stands for. */
export interface TrainingReport {
  phrasings: number;
  clusters: number;
  answered: number;
  newShare: number;
  maxWrong: number;
  /** What the bar would serve of the traffic that training stands for, and how much of that is wrong. */
  expectedServedShare: number;
  expectedWrongShare: number;
  /** In words: what the estimate rests on. */
  basis: string;
}

/** How many phrasings are asked at most, so that training stays quick. */
const MOST_EXAMPLES = 20_000;

/**
 * Fits the probability that the best cluster's answer is right, and sets the bar from which it is served.
 *
 * Each phrasing is asked twice: as somebody's next wording (itself left out), and as something never seen (all clusters
 * with its answer left out, so that whatever is served is wrong). The second kind weighs as much as `newShare` says. The bar is the lowest score at which (wrong + 1) / served stays within `maxWrong`.
 */
export function trainMatcher(set: TrainingSet): { parameters: MatcherParameters; report: TrainingReport } {
  const examples = calibrationExamples(set);
  const model = fitLogisticRegression(examples);
  const bar = barFor(set.maxWrong, examples, (example) => probabilityOf(model, example.features));
  const parameters: MatcherParameters = { rule: 'trained', model, bar };
  const clusters = new Set(set.phrasings.map((phrasing) => phrasing.cluster)).size;
  return {
    parameters,
    report: {
      phrasings: set.phrasings.length,
      clusters,
      answered: set.answers.size,
      newShare: set.newShare,
      maxWrong: set.maxWrong,
      ...expectedShares(parameters, examples, totalWeight(set)),
      basis:
        'each phrasing asked with itself left out, and with its answer left out; the second kind weighs as much as new questions are taken to be asked',
    },
  };
}

/** What given parameters would do on a training set; compares yesterday's matcher with today's. */
export function expectedSharesOf(parameters: MatcherParameters, set: TrainingSet): ExpectedShares {
  return expectedShares(parameters, calibrationExamples(set), totalWeight(set));
}

/** What share is served, and what share of the served is wrong. */
export interface ExpectedShares {
  expectedServedShare: number;
  expectedWrongShare: number;
}

/** The lowest score at which (wrong + 1) / served is at most `maxWrong`, or null when there is none. */
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

function calibrationExamples(set: TrainingSet): LogisticExample[] {
  const index = new PhrasingIndex(set.phrasings);
  const sharing = clustersByAnswer(set);
  const step = Math.max(1, Math.ceil(set.phrasings.length / MOST_EXAMPLES));
  const asked = set.phrasings.filter((_, i) => i % step === 0);
  // As many as were really asked: weights are counts of questions, so that "+ 1" in the bar means one question.
  const newWeight = set.newShare / Math.max(1 - set.newShare, 0.05);
  const examples: LogisticExample[] = [];
  for (const phrasing of asked) {
    const own = set.answers.get(phrasing.cluster);
    const weight = phrasing.asked * step;
    const nextWording = exampleOf(index, set.answers, phrasing, { except: phrasing });
    if (nextWording) examples.push({ features: nextWording.features, outcome: nextWording.answer === own, weight });
    const unseen = exampleOf(index, set.answers, phrasing, { exceptClusters: sharing(phrasing.cluster) });
    if (unseen) examples.push({ features: unseen.features, outcome: false, weight: weight * newWeight });
  }
  return examples;
}

/** A question that could be served, with the answer it would get; undefined when it would be a miss whatever the bar. */
function exampleOf(index: PhrasingIndex, answers: AnswerKeys, phrasing: TrainingPhrasing, scope: SearchScope) {
  const assessment = assess(index, answers, phrasing, scope);
  const answer = assessment && answers.get(assessment.best.cluster);
  if (!assessment || answer === undefined || assessment.disagreement) return undefined;
  return { features: assessment.features, answer };
}

function clustersByAnswer(set: TrainingSet): (cluster: number) => ReadonlySet<number> {
  const byAnswer = new Map<string, Set<number>>();
  for (const [cluster, answer] of set.answers) byAnswer.set(answer, (byAnswer.get(answer) ?? new Set()).add(cluster));
  return (cluster) => byAnswer.get(set.answers.get(cluster) ?? '') ?? new Set([cluster]);
}

function expectedShares(parameters: MatcherParameters, examples: LogisticExample[], total: number): ExpectedShares {
  const { bar, model } = parameters;
  const served = bar === null ? [] : examples.filter((example) => probabilityOf(model, example.features) >= bar);
  const weight = served.reduce((sum, example) => sum + example.weight, 0);
  const wrong = served.reduce((sum, example) => sum + (example.outcome ? 0 : example.weight), 0);
  return { expectedServedShare: total > 0 ? weight / total : 0, expectedWrongShare: weight > 0 ? wrong / weight : 0 };
}

/** All questions that the examples stand for, those that would be a miss included. */
function totalWeight(set: TrainingSet): number {
  const asked = set.phrasings.reduce((sum, phrasing) => sum + phrasing.asked, 0);
  return asked + (asked * set.newShare) / Math.max(1 - set.newShare, 0.05);
}
