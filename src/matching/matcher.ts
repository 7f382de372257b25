import type { Disagreement } from './agreement.ts';
import {
  type AnswerKeys,
  type Assessment,
  assess,
  type Candidate,
  candidatesFor,
  type Golden,
  goldenOf,
  type MatcherQuestion,
} from './candidates.ts';
import { scoreOf } from './choice-model.ts';
import { type Kinship, kinshipProbability } from './kinship.ts';
import { type LogisticModel, probabilityOf } from './logistic-regression.ts';
import { type ClusterMatch, type IndexedPhrasing, isLone } from './phrasing-index.ts';

/** What training sets; a row of `matchers` holds it. */
export interface MatcherParameters {
  /** `trained`: by probability. `fixed`: the seed's rule, by the best cosine alone. */
  rule: 'trained' | 'fixed';
  /** A candidate's features to its score; for the rule `trained`. */
  choice: number[];
  /** Features of the best candidate to the probability that it is right; for the rule `trained`. */
  model: LogisticModel;
  /** In place of the model where nobody has said which clusters mean the same. */
  kinship?: Kinship;
  /** The probability (rule `trained`) or cosine (rule `fixed`) from which a hit is served; null serves nothing. */
  bar: number | null;
}

/** What the matcher decided, and why. */
export interface Decision {
  outcome: 'hit' | 'miss';
  reason: 'similar' | 'nothing-similar' | 'unanswered-cluster' | 'below-bar' | Disagreement;
  /** The cluster the question resembles most. */
  cluster?: number;
  /** How likely that cluster's answer is right, 0 to 1. */
  probability?: number;
  /** Cosine to the nearest phrasing. */
  similarity?: number;
  /** The language of the nearest phrasing. */
  language?: string;
}

/** A cluster that was looked at. */
export interface ConsideredCluster {
  /** Negative for a question that stands alone. */
  cluster: number;
  /** Its most similar phrasing, and the cosine to it. */
  phrasing: string;
  similarity: number;
  /** By the choice model, where there is one: the highest of a cluster that is not alone is chosen. */
  score?: number;
}

/** How a decision came about, for whoever looks into it. */
export interface DecisionSteps {
  /** In no order. */
  considered: ConsideredCluster[];
  rule: MatcherParameters['rule'];
  /** What is held against the bar: a probability or, by the rule `fixed`, a cosine; undefined where nothing is similar. */
  score?: number;
  bar: number | null;
  /** Whether the cluster has an answer at all. */
  isAnswered?: boolean;
  disagreement?: Disagreement;
}

/** Decides which cluster's golden answer a question may get. */
export class Matcher {
  readonly parameters: MatcherParameters;
  #golden: Golden;

  constructor(phrasings: readonly IndexedPhrasing[], answers: AnswerKeys, parameters: MatcherParameters) {
    this.#golden = goldenOf(phrasings, answers);
    this.parameters = parameters;
  }

  /** @param onSteps is told how the decision comes about; without it nobody takes the time to tell. */
  decide(question: MatcherQuestion, onSteps?: (steps: DecisionSteps) => void): Decision {
    return this.parameters.rule === 'fixed'
      ? this.#decideBySimilarity(question, onSteps)
      : this.#decideByProbability(question, onSteps);
  }

  /** The same matcher over other answers; what is known of the phrasings is shared, and not made anew. */
  withAnswers(answers: AnswerKeys): Matcher {
    const other = new Matcher([], answers, this.parameters);
    other.#golden = { ...this.#golden, answers };
    return other;
  }

  #decideByProbability(question: MatcherQuestion, onSteps?: (steps: DecisionSteps) => void): Decision {
    const { choice, rule, bar } = this.parameters;
    const candidates = candidatesFor(this.#golden, question);
    const assessment = assess(this.#golden, question.text, candidates, choice);
    const considered = () =>
      candidates.map(({ match, features }) => ({ ...consideredOf(match), score: scoreOf(choice, features) }));
    if (!assessment) {
      onSteps?.({ rule, bar, considered: considered() });
      return { outcome: 'miss', reason: 'nothing-similar' };
    }
    const { best, disagreement } = assessment;
    const probability = probabilityThatRight(this.#golden, candidates, assessment, this.parameters);
    const isAnswered = this.#golden.answers.has(best.cluster);
    onSteps?.({ rule, bar, considered: considered(), score: probability, isAnswered, disagreement });
    return this.#verdict({ ...aboutMatch(best), probability }, probability, disagreement);
  }

  /** The seed's rule: the cluster of the nearest phrasing, whatever stands beside it. */
  #decideBySimilarity({ vector, language }: MatcherQuestion, onSteps?: (steps: DecisionSteps) => void): Decision {
    const { rule, bar } = this.parameters;
    const found = this.#golden.index.search(vector, { language });
    const nearest = found.find(({ cluster }) => !isLone(cluster));
    if (!nearest) {
      onSteps?.({ rule, bar, considered: found.map(consideredOf) });
      return { outcome: 'miss', reason: 'nothing-similar' };
    }
    const about = aboutMatch(nearest);
    const isAnswered = this.#golden.answers.has(about.cluster);
    onSteps?.({ rule, bar, considered: found.map(consideredOf), score: about.similarity, isAnswered });
    return this.#verdict(about, about.similarity, undefined);
  }

  #verdict(about: AboutMatch, score: number, disagreement: Disagreement | undefined): Decision {
    const { bar } = this.parameters;
    if (!this.#golden.answers.has(about.cluster)) return { outcome: 'miss', reason: 'unanswered-cluster', ...about };
    // Not `score < bar`: a score that is no number, of parameters that do not fit, must not be served.
    if (bar === null || !(score >= bar)) return { outcome: 'miss', reason: 'below-bar', ...about };
    if (disagreement) return { outcome: 'miss', reason: disagreement, ...about };
    return { outcome: 'hit', reason: 'similar', ...about };
  }
}

/** How likely the best candidate's answer is right, 0 to 1. */
export function probabilityThatRight(
  golden: Golden,
  candidates: readonly Candidate[],
  { features, place }: Assessment,
  { choice, model, kinship }: Pick<MatcherParameters, 'choice' | 'model' | 'kinship'>,
): number {
  return kinship ? kinshipProbability(golden, candidates, choice, place, kinship) : probabilityOf(model, features);
}

function consideredOf({ cluster, nearest }: ClusterMatch): ConsideredCluster {
  const [{ phrasing, similarity }] = nearest;
  return { cluster, phrasing: phrasing.text, similarity };
}

interface AboutMatch extends Pick<Decision, 'probability' | 'language'> {
  cluster: number;
  similarity: number;
}

function aboutMatch({ cluster, nearest }: ClusterMatch): AboutMatch {
  return { cluster, similarity: nearest[0].similarity, language: nearest[0].phrasing.language };
}
