import { type Candidate, type Golden, STRANGER } from './candidates.ts';
import { scoreOf } from './choice-model.ts';

/** How likely two clusters of one log have the same answer, by the cosine of their means: a logistic curve. */
export interface Kinship {
  /** Divides how sure the choice model is: clusters that nobody has checked are less sure than labelled ones. */
  temperature: number;
  /** The cosine at which it is as likely as not. */
  middle: number;
  slope: number;
}

/**
 * Read off clusters of average linkage at 0.2 on public sets (StackFAQ, Banking77, xSID): about half of the pairs of clusters whose
 * means have a cosine of 0.75 ask the same. See benchmarks/README.md.
 */
export const KINSHIP_OF_MINED_CLUSTERS: Kinship = { temperature: 1 / 0.7, middle: 0.74, slope: 20 };

/**
 * How likely the best candidate's answer is right, where nobody has said which clusters mean the same: each candidate is
 * meant with a probability, and has the best one's answer with another. A stranger, what no cluster means, is always among
 * the candidates.
 */
export function kinshipProbability(
  golden: Golden,
  candidates: readonly Candidate[],
  weights: readonly number[],
  best: number,
  { temperature, middle, slope }: Kinship,
): number {
  const scores = candidates.map(({ features }) => scoreOf(weights, features) / temperature);
  const stranger = scoreOf(weights, STRANGER) / temperature;
  const highest = Math.max(stranger, ...scores);
  let sum = Math.exp(stranger - highest);
  let right = 0;
  for (const [i, { match }] of candidates.entries()) {
    const meant = Math.exp(scores[i] - highest);
    const similarity = golden.index.clusterSimilarity(candidates[best].match.cluster, match.cluster);
    sum += meant;
    right += meant / (1 + Math.exp(-slope * (similarity - middle)));
  }
  return right / sum;
}
