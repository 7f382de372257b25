import { assess, type Candidate, candidatesFor, type Golden, goldenOf } from './candidates.ts';
import type { ChoiceExample } from './choice-model.ts';
import type { LogisticExample } from './logistic-regression.ts';
import type { MatcherPrior } from './prior.ts';
import type { TrainingPhrasing, TrainingSet } from './training-set.ts';

/** How many phrasings are asked at most, so that training stays quick. */
export const MOST_EXAMPLES = 20_000;

/** A bar rests on so many questions at least: the prior's stand in for those that are missing. */
const ENOUGH_EXAMPLES = 2_000;

/** For so many questions it counts how often the best candidate is wrong in other logs. */
const USUAL_COUNTS_FOR = 50;

/**
 * A question nearer than this to another cluster's phrasing most likely is that cluster's question twice in the index, and
 * teaches nothing of how something new looks.
 */
const SAME_QUESTION = 0.8;

/** A phrasing asked of the index, and what might be meant. */
interface AskedPhrasing {
  text: string;
  weight: number;
  /** The right answer. */
  answer: string | undefined;
  candidates: Candidate[];
}

/** All questions as they were asked, and for how many each stands. */
export interface AskedSet {
  golden: Golden;
  /** Each asked with itself left out. */
  known: AskedPhrasing[];
  /** Each asked with its answer left out. */
  unseen: AskedPhrasing[];
  outliers: AskedPhrasing[];
  priorWeight: number;
}

/** Asks all of a training set of the index that it makes. */
export function askAll(set: TrainingSet): AskedSet {
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

/** From which it is learned which candidate a question means. */
export function choiceExamples({ golden, known }: AskedSet): ChoiceExample[] {
  return known
    .filter(({ answer }) => answer !== undefined)
    .map(({ answer, candidates }) => ({
      candidates: candidates.map(({ features }) => features),
      right: candidates.map(({ match }) => golden.answers.get(match.cluster) === answer),
      weight: 1,
    }));
}

/**
 * From which it is learned how likely the choice is right.
 * @param choice as it was learned from {@link choiceExamples}.
 */
export function calibrationExamples(
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

function weightOf(asked: readonly AskedPhrasing[]): number {
  return asked.reduce((sum, { weight }) => sum + weight, 0);
}

/** All questions that the examples stand for, those that would be a miss included. */
export function totalWeight({ known, unseen, outliers, priorWeight }: AskedSet): number {
  return weightOf(known) + weightOf(unseen) + weightOf(outliers) + priorWeight;
}
