import { type Disagreement, disagreementWith, particularsOf, strangenessTo } from './agreement.ts';
import { scoreOf } from './choice-model.ts';
import { ClusterLinkage } from './cluster-linkage.ts';
import { namesOf } from './names.ts';
import { type ClusterMatch, type IndexedPhrasing, isLone, PhrasingIndex, type SearchScope } from './phrasing-index.ts';
import { WordModel } from './word-model.ts';

/** A question as the matcher takes it. */
export interface MatcherQuestion {
  text: string;
  /** Unit length, from the embedder that made the index's vectors. */
  vector: Float32Array;
  /** Two-letter code, when it can be told. */
  language?: string;
}

/**
 * Which answer each cluster has. Clusters with the same answer are not rivals of each other; a cluster without one is a
 * rival that cannot be served.
 */
export type AnswerKeys = ReadonlyMap<number, string>;

/** What questions are held against. */
export interface Golden {
  index: PhrasingIndex;
  words: WordModel;
  /** Of the phrasings, in lower case: "kitas". */
  names: ReadonlySet<string>;
  linkage: ClusterLinkage;
  answers: AnswerKeys;
}

/** Makes what questions are held against, from the members of all clusters and from lone questions. */
export function goldenOf(phrasings: readonly IndexedPhrasing[], answers: AnswerKeys): Golden {
  const words = new WordModel(phrasings);
  return {
    index: new PhrasingIndex(phrasings),
    words,
    names: namesOf(phrasings, words),
    linkage: new ClusterLinkage(phrasings),
    answers,
  };
}

/** A cluster that a question might mean. */
export interface Candidate {
  match: ClusterMatch;
  /** What tells it from the other candidates: best cosine, mean of the three best, likelihood of the words. */
  features: number[];
  /** The share of the question's words that the cluster knows, 0 to 1. */
  coverage: number;
}

/** How many features a candidate has. */
export const CANDIDATE_FEATURES = 3;

/** How the best candidate stands against every other answer. */
export interface Assessment {
  best: ClusterMatch;
  /** Its place among the candidates. */
  place: number;
  /** What the probability of its being right is made of, as {@link assess} gives them. */
  features: number[];
  disagreement: Disagreement | undefined;
}

/** The clusters a question might mean, in no order; none when the index has nothing in scope. */
export function candidatesFor(golden: Golden, question: MatcherQuestion, scope: SearchScope = {}): Candidate[] {
  const evidenceOf = golden.words.read(question.text, {
    exceptOneOf: scope.except?.cluster,
    exceptClusters: scope.exceptClusters,
  });
  return golden.index.search(question.vector, { language: question.language, ...scope }).map((match) => {
    const { likelihood, coverage } = evidenceOf(match.cluster);
    return { match, features: [match.nearest[0].similarity, meanSimilarity(match), likelihood], coverage };
  });
}

/**
 * Picks the best cluster and says how it stands; a lone question is a rival, but never picked.
 * @param weights of the choice model.
 */
export function assess(
  golden: Golden,
  text: string,
  candidates: readonly Candidate[],
  weights: readonly number[],
): Assessment | undefined {
  const scores = candidates.map(({ features }) => scoreOf(weights, features));
  const b = placeOfBest(candidates, scores);
  if (b < 0) return undefined;
  const best = candidates[b];
  const answer = golden.answers.get(best.match.cluster);
  let rivalScore = scoreOf(weights, STRANGER);
  for (const [i, { match }] of candidates.entries()) {
    const isRival = i !== b && (answer === undefined || golden.answers.get(match.cluster) !== answer);
    if (isRival && scores[i] > rivalScore) rivalScore = scores[i];
  }
  const particulars = particularsOf(text);
  const nearest = best.match.nearest.map(({ phrasing }) => cachedParticulars(phrasing));
  const { figures, negation } = strangenessTo(particulars, nearest);
  return {
    best: best.match,
    place: b,
    features: [...assessmentFeatures(best, scores[b] - rivalScore), figures, negation],
    disagreement: disagreementWith(particulars, nearest, golden.names),
  };
}

/** -1 when there is no cluster among the candidates. */
function placeOfBest(candidates: readonly Candidate[], scores: readonly number[]): number {
  let best = -1;
  for (const [i, { match }] of candidates.entries()) {
    if (!isLone(match.cluster) && (best < 0 || scores[i] > scores[best])) best = i;
  }
  return best;
}

/**
 * Stands for the stranger: the nearest of the many questions that are in no index. In a large index some rival is always about
 * so near; in one of few answers a question that has nothing to do with them would have no rival at all.
 */
export const STRANGER = [0.5, 0.45, 0];

function assessmentFeatures({ features, coverage }: Candidate, margin: number): number[] {
  const [similarity, , likelihood] = features;
  // Below 0 where nothing resembles the question as much as an unrelated one would.
  return [margin, Math.log1p(Math.max(0, margin)), similarity, similarity ** 2, likelihood, coverage];
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
