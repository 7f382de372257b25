import {
  type AnswerKeys,
  assess,
  type Candidate,
  candidatesFor,
  type Golden,
  goldenOf,
  type MatcherQuestion,
} from './candidates.ts';
import { type ChoiceExample, fitChoiceModel } from './choice-model.ts';
import { fitLogisticRegression, type LogisticExample, probabilityOf } from './logistic-regression.ts';
import type { MatcherParameters } from './matcher.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import type { MatcherPrior } from './prior.ts';
import { reckonUnchecked, trainUnchecked, uncheckedShares } from './train-unchecked.ts';

/** A member of a cluster. */
export interface TrainingPhrasing extends IndexedPhrasing {
  /** For how many questions it stands when right and wrong are counted; 0 when that is not known of it. Without it 1. */
  weight?: number;
}

/** A question that must not get a cluster's answer. */
export interface CounterExample extends MatcherQuestion {
  cluster: number;
}

/** What a matcher is trained from. */
export interface TrainingSet {
  /** The members of all clusters, answered or not. */
  phrasings: TrainingPhrasing[];
  answers: AnswerKeys;
  /**
   * Questions of the log that are in no cluster, each with a negative number in place of one. Where they are known to belong
   * nowhere, whatever they are served is wrong; where nobody has checked, they are rivals of the clusters.
   */
  outliers: TrainingPhrasing[];
  /** Questions that a cluster's answer was served to and does not answer. */
  counterExamples?: CounterExample[];
  /** The share of all questions that ask something new, 0 to 1. */
  newShare: number;
  /** The share of served answers that may be wrong. */
  maxWrong: number;
  /**
   * True when a night found the clusters and nobody has said which of them mean the same: then what was mined cannot
   * measure itself, and the probability rests on how near clusters lie to each other.
   */
  unchecked?: boolean;
  /** What is known from other logs; stands in where this one has too few questions. */
  prior: MatcherPrior;
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

/** A bar rests on so many questions at least: the prior's stand in for those that are missing. */
const ENOUGH_EXAMPLES = 2_000;

/** For so many questions it counts how often the best candidate is wrong in other logs. */
const USUAL_COUNTS_FOR = 50;

/**
 * A question nearer than this to another cluster's phrasing most likely is that cluster's question twice in the index, and
 * teaches nothing of how something new looks.
 */
const SAME_QUESTION = 0.8;

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

/** What training came to, before it is reported. */
export interface Training {
  parameters: MatcherParameters;
  shares: ExpectedShares;
  /** In words: what the shares rest on. */
  basis: string;
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

/** What share is served, and what share of the served is wrong. */
export interface ExpectedShares {
  expectedServedShare: number;
  expectedWrongShare: number;
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

/** A phrasing asked of the index, and what might be meant. */
interface AskedPhrasing {
  text: string;
  weight: number;
  /** The right answer. */
  answer: string | undefined;
  candidates: Candidate[];
}

/** All questions as they were asked, and for how many each stands. */
interface AskedSet {
  golden: Golden;
  /** Each asked with itself left out. */
  known: AskedPhrasing[];
  /** Each asked with its answer left out. */
  unseen: AskedPhrasing[];
  outliers: AskedPhrasing[];
  priorWeight: number;
}

function askAll(set: TrainingSet): AskedSet {
  const golden = goldenOf(set.phrasings, set.answers);
  const step = Math.max(1, Math.ceil(set.phrasings.length / MOST_EXAMPLES));
  const asked = set.phrasings.filter((_, i) => i % step === 0);
  const known = askKnown(golden, set, asked, step);
  const outliers = set.outliers.map((question) => ({
    text: question.text,
    answer: undefined,
    weight: question.weight ?? 1,
    candidates: candidatesFor(golden, question),
  }));
  const ownWeight = weightOf(known) + weightOf(outliers);
  const priorWeight = Math.max(0, ENOUGH_EXAMPLES - ownWeight);
  const newToKnown = set.newShare / Math.max(1 - set.newShare, 0.05);
  // The prior's questions nearly all have their answer in the index. Of a log too young to speak for itself as many do not as of
  // the questions that it has; and how near they come to answers that are not theirs this log knows better than others do.
  const nowhere = ownWeight > 0 ? weightOf(outliers) / ownWeight : 0;
  const unseen = askUnseen(golden, set, asked, newToKnown * (ownWeight + priorWeight) + nowhere * priorWeight);
  return { golden, known, unseen, outliers, priorWeight };
}

function askKnown(golden: Golden, set: TrainingSet, asked: TrainingPhrasing[], step: number): AskedPhrasing[] {
  const sizes = Map.groupBy(set.phrasings, ({ cluster }) => cluster);
  return (
    asked
      // The only phrasing of its cluster cannot be found without itself.
      .filter(({ cluster }) => (sizes.get(cluster)?.length ?? 0) > 1)
      .map((phrasing) => ({
        text: phrasing.text,
        answer: set.answers.get(phrasing.cluster),
        weight: step * (phrasing.weight ?? 1),
        candidates: candidatesFor(golden, phrasing, { except: phrasing }),
      }))
  );
}

/** @param weight for how many questions all of them stand together. */
function askUnseen(golden: Golden, set: TrainingSet, asked: TrainingPhrasing[], weight: number): AskedPhrasing[] {
  if (weight === 0) return [];
  const sharing = clustersByAnswer(set);
  return asked.map((phrasing) => {
    const others = candidatesFor(golden, phrasing, { exceptClusters: sharing(phrasing.cluster) });
    const candidates = others.filter(({ match }) => match.nearest[0].similarity < SAME_QUESTION);
    return { text: phrasing.text, answer: undefined, weight: weight / asked.length, candidates };
  });
}

function choiceExamples({ golden, known }: AskedSet): ChoiceExample[] {
  return known
    .filter(({ answer }) => answer !== undefined)
    .map(({ answer, candidates }) => ({
      candidates: candidates.map(({ features }) => features),
      right: candidates.map(({ match }) => golden.answers.get(match.cluster) === answer),
      weight: 1,
    }));
}

function calibrationExamples(
  asked: AskedSet,
  choice: readonly number[],
  { prior, counterExamples = [] }: TrainingSet,
): LogisticExample[] {
  const { golden, known, unseen, outliers, priorWeight } = asked;
  const examplesOf = (some: readonly AskedPhrasing[]) =>
    some.flatMap(({ text, answer, candidates, weight }): LogisticExample[] => {
      const assessment = assess(golden, text, candidates, choice);
      const served = assessment && golden.answers.get(assessment.best.cluster);
      // What would be a miss whatever the bar is no example, nor is what stands for nothing.
      if (!assessment || served === undefined || assessment.disagreement || weight === 0) return [];
      return [{ features: assessment.features, outcome: served === answer, weight }];
    });
  const traffic = examplesOf([...known, ...outliers]);
  const examples = [...traffic, ...examplesOf(unseen)];
  for (const question of counterExamples) {
    const assessment = assess(golden, question.text, candidatesFor(golden, question), choice);
    // Another choice than the one that was wrong may be right.
    if (!assessment || assessment.disagreement || assessment.best.cluster !== question.cluster) continue;
    examples.push({ features: assessment.features, outcome: false, weight: 1 });
  }
  return [...examples, ...priorExamples(prior, priorWeight, traffic)];
}

/**
 * Questions of other logs that stand in for missing ones. Where more of the traffic asks what no answer is for, so does more of
 * what stands in for it: right and wrong look alike in all logs, but are not as frequent (Saerens et al. 2002).
 */
function priorExamples(
  { examples }: MatcherPrior,
  weight: number,
  traffic: readonly LogisticExample[],
): LogisticExample[] {
  const wrong = examples.filter(({ right }) => !right).length / examples.length;
  const ownWeight = sumOf(traffic);
  const ownWrong = sumOf(traffic.filter(({ outcome }) => !outcome));
  const expected = Math.max(wrong, (ownWrong + USUAL_COUNTS_FOR * wrong) / (ownWeight + USUAL_COUNTS_FOR));
  const each = weight / examples.length;
  if (each === 0) return [];
  return examples.map(({ features, right }) => ({
    features,
    outcome: right,
    weight: each * (right ? (1 - expected) / (1 - wrong) : expected / wrong),
  }));
}

function sumOf(examples: readonly LogisticExample[]): number {
  return examples.reduce((sum, { weight }) => sum + weight, 0);
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

function weightOf(asked: readonly AskedPhrasing[]): number {
  return asked.reduce((sum, { weight }) => sum + weight, 0);
}

/** All questions that the examples stand for, those that would be a miss included. */
function totalWeight({ known, unseen, outliers, priorWeight }: AskedSet): number {
  return weightOf(known) + weightOf(unseen) + weightOf(outliers) + priorWeight;
}

function basisOf({ known, priorWeight }: AskedSet): string {
  const own = `${known.length} phrasings asked with themselves left out, and all with their answer left out`;
  return priorWeight > 0
    ? `${own}; ${Math.round(priorWeight)} questions' worth of other logs stands in for what is missing`
    : own;
}
