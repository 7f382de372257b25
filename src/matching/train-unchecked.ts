import { assess, candidatesFor, type Golden, goldenOf, type MatcherQuestion } from './candidates.ts';
import { type Kinship, kinshipIn, noveltyOf, probabilityOfKin, type Standing, standing } from './kinship.ts';
import type { MatcherParameters } from './matcher.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import type { ExpectedShares, Training, TrainingSet } from './train-matcher.ts';

/**
 * Members of clusters are the easy questions, and that one was found in a cluster does not make it right: so nothing is
 * counted here. The probability of each question of the log, asked with itself left out, is the choice model's and the
 * kinship of clusters, which the log's own novelty moves; the bar is the lowest at which those served are wrong no more often
 * than allowed, in the mean.
 * @param mostQuestions of a larger log only so many are asked.
 */
export function trainUnchecked(set: TrainingSet, mostQuestions: number): Training {
  const choice = set.prior.choice.weights;
  const asked = askLog(set, choice, mostQuestions);
  const novelty = noveltyOf(asked.flatMap(({ nearest }) => nearest ?? []));
  const kinship = kinshipIn(novelty, set.prior.kinship);
  const questions = asked.map((question) => reckon(question, kinship));
  const bar = barByMean(set.maxWrong, questions);
  const parameters: MatcherParameters = { rule: 'trained', choice, model: { weights: [0] }, kinship, bar };
  const resembled = `${Math.round(100 * novelty)} of 100 resemble no other`;
  return {
    parameters,
    shares: uncheckedShares(parameters, questions),
    basis: `a model, not a count: nobody has said which of the clusters mean the same. ${questions.length} questions asked with themselves left out (${resembled}), those marked as wrong among them; how likely near clusters have one answer is known from public data sets`,
  };
}

/** A question, and how it counts where nobody has checked. */
export interface ReckonedQuestion {
  /** By the model: how likely what it would be served is right; 0 for what would be a miss. */
  probability: number;
  /** How likely that is wrong: the rest of the probability, or 1 for what was marked as wrong. */
  doubt: number;
}

/** The lowest probability at which the mean doubt of those served is at most `maxWrong`; null when there is none. */
export function barByMean(maxWrong: number, questions: readonly ReckonedQuestion[]): number | null {
  let sum = 0;
  let bar: number | null = null;
  for (const [i, { probability, doubt }] of questions.toSorted(byProbability).entries()) {
    sum += doubt;
    if (sum / (i + 1) <= maxWrong) bar = probability;
  }
  return bar;
}

/** The doubtful first among equals: so a bar never lies between them to its own advantage. */
function byProbability(a: ReckonedQuestion, b: ReckonedQuestion): number {
  return b.probability - a.probability || b.doubt - a.doubt;
}

/** What given parameters make of each question of the log, asked with itself left out, and of those that were marked as wrong. */
export function reckonUnchecked(
  set: TrainingSet,
  { choice, kinship = set.prior.kinship }: MatcherParameters,
  mostQuestions: number,
): ReckonedQuestion[] {
  return askLog(set, choice, mostQuestions).map((question) => reckon(question, kinship));
}

function reckon({ stands, isMarked }: AskedQuestion, kinship: Kinship): ReckonedQuestion {
  const probability = stands ? probabilityOfKin(stands, kinship) : 0;
  return { probability, doubt: isMarked ? 1 : 1 - probability };
}

/** A question as it was asked of the log. */
interface AskedQuestion {
  /** How what it would be served stands; undefined for what would be a miss. */
  stands: Standing | undefined;
  /** The cosine to the nearest other question, -1 for none; not of what was marked as wrong. */
  nearest?: number;
  /** Whether what it would be served was marked as wrong. */
  isMarked: boolean;
}

function askLog(set: TrainingSet, choice: readonly number[], mostQuestions: number): AskedQuestion[] {
  const log = [...set.phrasings, ...set.outliers];
  const golden = goldenOf(log, set.answers);
  const step = Math.max(1, Math.ceil(log.length / mostQuestions));
  const asked = log
    .filter((_, i) => i % step === 0)
    .map((question) => {
      const { stands, nearest } = ask(golden, question, choice, question);
      return { stands, nearest, isMarked: false };
    });
  const marked = (set.counterExamples ?? []).flatMap((question) => {
    const { stands, cluster } = ask(golden, question, choice);
    // Another choice than the one that was wrong may be right.
    return cluster === question.cluster ? [{ stands, isMarked: true }] : [];
  });
  return [...asked, ...marked];
}

/** What a question would be served, how that stands, and the cosine to what lies nearest. */
function ask(
  golden: Golden,
  question: MatcherQuestion,
  choice: readonly number[],
  except?: IndexedPhrasing,
): { nearest: number; cluster?: number; stands?: Standing } {
  const candidates = candidatesFor(golden, question, { except });
  const nearest = candidates[0]?.match.nearest[0].similarity ?? -1;
  const assessment = assess(golden, question.text, candidates, choice);
  if (!assessment || assessment.disagreement || !golden.answers.has(assessment.best.cluster)) return { nearest };
  const { cluster } = assessment.best;
  return { nearest, cluster, stands: standing(golden, candidates, choice, assessment.place) };
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
