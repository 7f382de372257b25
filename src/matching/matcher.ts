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

/** Decides which cluster's golden answer a question may get. */
export class Matcher {
  readonly parameters: MatcherParameters;
  readonly #golden: Golden;

  constructor(phrasings: readonly IndexedPhrasing[], answers: AnswerKeys, parameters: MatcherParameters) {
    this.#golden = goldenOf(phrasings, answers);
    this.parameters = parameters;
  }

  decide(question: MatcherQuestion): Decision {
    return this.parameters.rule === 'fixed' ? this.#decideBySimilarity(question) : this.#decideByProbability(question);
  }

  #decideByProbability(question: MatcherQuestion): Decision {
    const candidates = candidatesFor(this.#golden, question);
    const assessment = assess(this.#golden, question.text, candidates, this.parameters.choice);
    if (!assessment) return { outcome: 'miss', reason: 'nothing-similar' };
    const { best, disagreement } = assessment;
    const probability = probabilityThatRight(this.#golden, candidates, assessment, this.parameters);
    return this.#verdict({ ...aboutMatch(best), probability }, probability, disagreement);
  }

  /** The seed's rule: the cluster of the nearest phrasing, whatever stands beside it. */
  #decideBySimilarity({ vector, language }: MatcherQuestion): Decision {
    const nearest = this.#golden.index.search(vector, { language }).find(({ cluster }) => !isLone(cluster));
    if (!nearest) return { outcome: 'miss', reason: 'nothing-similar' };
    const about = aboutMatch(nearest);
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

interface AboutMatch extends Pick<Decision, 'probability' | 'language'> {
  cluster: number;
  similarity: number;
}

function aboutMatch({ cluster, nearest }: ClusterMatch): AboutMatch {
  return { cluster, similarity: nearest[0].similarity, language: nearest[0].phrasing.language };
}
