import { type Disagreement, disagreementWith, particularsOf } from './agreement.ts';
import { type LogisticModel, probabilityOf } from './logistic-regression.ts';
import type { ClusterMatch, IndexedPhrasing, PhrasingIndex, SearchScope } from './phrasing-index.ts';

/** What training sets; a row of `matchers` holds it. */
export interface MatcherParameters {
  /** `trained`: by probability. `fixed`: the seed's rule, by the best cosine alone. */
  rule: 'trained' | 'fixed';
  /** Features to probability; for the rule `trained`. */
  model: LogisticModel;
  /** The probability (rule `trained`) or cosine (rule `fixed`) from which a hit is served; null serves nothing. */
  bar: number | null;
}

/** A question as the matcher takes it. */
export interface MatcherQuestion {
  text: string;
  /** Unit length, from the embedder that made the index's vectors. */
  vector: Float32Array;
  /** Two-letter code, when it can be told. */
  language?: string;
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

/** How the best cluster stands against every other answer. */
export interface Assessment {
  best: ClusterMatch;
  /** As {@link featuresOf} gives them. */
  features: number[];
  disagreement: Disagreement | undefined;
}

/**
 * Which answer each cluster has. Clusters with the same answer are not rivals of each other; a cluster without one is a
 * rival that cannot be served.
 */
export type AnswerKeys = ReadonlyMap<number, string>;

/** Decides which cluster's golden answer a question may get. */
export class Matcher {
  readonly parameters: MatcherParameters;
  readonly #index: PhrasingIndex;
  readonly #answers: AnswerKeys;

  constructor(index: PhrasingIndex, answers: AnswerKeys, parameters: MatcherParameters) {
    this.#index = index;
    this.#answers = answers;
    this.parameters = parameters;
  }

  decide(question: MatcherQuestion): Decision {
    return this.parameters.rule === 'fixed' ? this.#decideBySimilarity(question) : this.#decideByProbability(question);
  }

  #decideByProbability(question: MatcherQuestion): Decision {
    const assessment = assess(this.#index, this.#answers, question);
    if (!assessment) return { outcome: 'miss', reason: 'nothing-similar' };
    const { best, features, disagreement } = assessment;
    const probability = probabilityOf(this.parameters.model, features);
    return this.#verdict({ ...aboutMatch(best), probability }, probability, disagreement);
  }

  /** The seed's rule: the cluster of the nearest phrasing, whatever stands beside it. */
  #decideBySimilarity({ vector, language }: MatcherQuestion): Decision {
    const [nearest] = this.#index.search(vector, { language });
    if (!nearest) return { outcome: 'miss', reason: 'nothing-similar' };
    const about = aboutMatch(nearest);
    return this.#verdict(about, about.similarity, undefined);
  }

  #verdict(about: AboutMatch, score: number, disagreement: Disagreement | undefined): Decision {
    const { bar } = this.parameters;
    if (!this.#answers.has(about.cluster)) return { outcome: 'miss', reason: 'unanswered-cluster', ...about };
    if (bar === null || score < bar) return { outcome: 'miss', reason: 'below-bar', ...about };
    if (disagreement) return { outcome: 'miss', reason: disagreement, ...about };
    return { outcome: 'hit', reason: 'similar', ...about };
  }
}

interface AboutMatch extends Pick<Decision, 'probability' | 'language'> {
  cluster: number;
  similarity: number;
}

function aboutMatch({ cluster, nearest }: ClusterMatch): AboutMatch {
  return { cluster, similarity: nearest[0].similarity, language: nearest[0].phrasing.language };
}

/** Finds the best cluster for a question and how it stands; undefined when the index has nothing in scope. */
export function assess(
  index: PhrasingIndex,
  answers: AnswerKeys,
  question: MatcherQuestion,
  scope: SearchScope = {},
): Assessment | undefined {
  const matches = index.search(question.vector, { language: question.language, ...scope });
  if (matches.length === 0) return undefined;
  const ranked = matches.map((match) => ({ match, mean: meanSimilarity(match) })).sort((a, b) => b.mean - a.mean);
  const best = ranked[0].match;
  const answer = answers.get(best.cluster);
  const rival = ranked.find(
    ({ match }) => match !== best && (answer === undefined || answers.get(match.cluster) !== answer),
  );
  const particulars = best.nearest.map(({ phrasing }) => cachedParticulars(phrasing));
  return {
    best,
    features: featuresOf(best.nearest[0].similarity, ranked[0].mean, rival?.mean ?? 0),
    disagreement: disagreementWith(particularsOf(question.text), particulars),
  };
}

/**
 * What the probability is made of: how far the best answer stands above the best other one, how near its nearest
 * phrasing is, and both together.
 */
function featuresOf(similarity: number, mean: number, rivalMean: number): number[] {
  const margin = mean - rivalMean;
  return [margin * 10, similarity * 10, margin * similarity * 10];
}

/** A cluster with fewer than three phrasings counts its last one again, a little lower. */
function meanSimilarity({ nearest }: ClusterMatch): number {
  const last = nearest[nearest.length - 1].similarity;
  const sum = nearest.reduce((total, { similarity }) => total + similarity, 0);
  return (sum + (3 - nearest.length) * (last - 0.05)) / 3;
}

const particularsCache = new WeakMap<IndexedPhrasing, ReturnType<typeof particularsOf>>();

function cachedParticulars(phrasing: IndexedPhrasing): ReturnType<typeof particularsOf> {
  let particulars = particularsCache.get(phrasing);
  if (!particulars) {
    particulars = particularsOf(phrasing.text);
    particularsCache.set(phrasing, particulars);
  }
  return particulars;
}
