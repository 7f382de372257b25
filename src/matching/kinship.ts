import { type Candidate, type Golden, STRANGER } from './candidates.ts';
import { scoreOf } from './choice-model.ts';

/** How likely two clusters that nobody has checked have the same answer, by their average linkage: a logistic curve. */
export interface Kinship {
  /** Divides how sure the choice model is: clusters that nobody has checked are less sure than labelled ones. */
  temperature: number;
  /** The mean cosine at which it is as likely as not, where clusters lie far apart. */
  middle: number;
  slope: number;
  /** How much the middle rises with the crowding of the better candidate, above {@link CROWDED_FROM}. */
  crowding: number;
  /**
   * Added to the stranger's score: what a log of a few days has not heard yet is mostly about the same matters, and so nearer than
   * an unrelated question. Without it 0, as matchers of earlier versions have it.
   */
  stranger?: number;
}

/** The mean cosine to the five nearest clusters and lone questions from which a cluster stands in a crowd. */
export const CROWDED_FROM = 0.6;

/**
 * How likely the best candidate's answer is right, where nobody has said which clusters mean the same: each candidate is
 * meant with a probability, and has the best one's answer with another. Questions that are in no cluster are candidates, and
 * so is a stranger, what nobody has asked so far. Where many clusters lie close together they are kinds of one subject, and
 * being near says less: as in the correction for hubs of Conneau et al., "Word translation without parallel data" (ICLR 2018).
 * A loose cluster is not sure of its own members either.
 */
export function kinshipProbability(
  golden: Golden,
  candidates: readonly Candidate[],
  weights: readonly number[],
  best: number,
  kinship: Kinship,
): number {
  return probabilityOfKin(standing(golden, candidates, weights, best), kinship);
}

/** What the probability is made of, before anything that is fitted to data. */
export interface Standing {
  /** Of each candidate, by the choice model. */
  scores: number[];
  strangerScore: number;
  /** The best candidate's linkage with each, and with itself. */
  linkages: number[];
  /** Of the best candidate. */
  crowding: number;
}

/** How the best candidate stands among the others. */
export function standing(
  golden: Golden,
  candidates: readonly Candidate[],
  weights: readonly number[],
  best: number,
): Standing {
  const { cluster } = candidates[best].match;
  return {
    scores: candidates.map(({ features }) => scoreOf(weights, features)),
    strangerScore: scoreOf(weights, STRANGER),
    linkages: golden.linkage.between(
      cluster,
      candidates.map(({ match }) => match.cluster),
    ),
    crowding: golden.linkage.crowding(cluster),
  };
}

/** How likely an answer is right, by where its cluster stands. */
export function probabilityOfKin({ scores, linkages, crowding, ...stands }: Standing, kinship: Kinship): number {
  const { temperature, slope, stranger = 0 } = kinship;
  const strangerScore = stands.strangerScore + stranger;
  const middle = kinship.middle + kinship.crowding * Math.max(0, crowding - CROWDED_FROM);
  const highest = Math.max(strangerScore, ...scores);
  let sum = Math.exp((strangerScore - highest) / temperature);
  let right = 0;
  for (const [i, score] of scores.entries()) {
    const meant = Math.exp((score - highest) / temperature);
    sum += meant;
    right += meant / (1 + Math.exp(-slope * (linkages[i] - middle)));
  }
  return right / sum;
}
