import { linearSolve } from './linear-solve.ts';

/** One question and the clusters it might mean. */
export interface ChoiceExample {
  /** A row of features per candidate. */
  candidates: number[][];
  /** Which candidates would be right. Examples with none or only right ones teach nothing. */
  right: boolean[];
  weight: number;
}

/** Weights known from elsewhere, and how firmly. */
export interface ChoicePrior {
  weights: number[];
  /** The curvature of the mean negative log likelihood at these weights, row by row. */
  curvature: number[][];
}

const MOST_STEPS = 30;

/**
 * Fits the weights with which a candidate's features add up to its score: the probability of a candidate is the softmax of
 * the scores (conditional logit; McFadden 1974), so that a difference of scores is a log-odds. By Newton's method.
 * @param priorWeight for how many examples the prior counts; the prior is taken as a normal distribution (Laplace).
 */
export function fitChoiceModel(examples: readonly ChoiceExample[], prior: ChoicePrior, priorWeight: number): number[] {
  let weights = [...prior.weights];
  let loss = lossOf(examples, weights, prior, priorWeight);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = slopeOf(examples, weights);
    const pull = weights.map((w, i) => prior.weights[i] - w);
    const right = gradient.map(
      (g, i) => g + priorWeight * prior.curvature[i].reduce((sum, c, j) => sum + c * pull[j], 0),
    );
    const matrix = curvature.map((row, i) =>
      row.map((c, j) => c + priorWeight * prior.curvature[i][j] + (i === j ? 1e-9 : 0)),
    );
    const change = linearSolve(matrix, right);
    // Where right candidates are several the loss is not convex: a step that makes it worse is halved.
    let scale = 1;
    let next = weights.map((w, i) => w + change[i]);
    let nextLoss = lossOf(examples, next, prior, priorWeight);
    while (nextLoss > loss && scale > 1e-3) {
      scale /= 2;
      next = weights.map((w, i) => w + scale * change[i]);
      nextLoss = lossOf(examples, next, prior, priorWeight);
    }
    if (nextLoss >= loss) break;
    const gained = loss - nextLoss;
    weights = next;
    loss = nextLoss;
    if (gained < 1e-7 * (Math.abs(loss) + 1)) break;
  }
  return weights;
}

/** A candidate's score. */
export function scoreOf(weights: readonly number[], features: readonly number[]): number {
  let score = 0;
  for (let i = 0; i < weights.length; i++) score += weights[i] * features[i];
  return score;
}

/** The curvature of the mean negative log likelihood of some examples, for a {@link ChoicePrior}. */
export function curvatureOf(examples: readonly ChoiceExample[], weights: readonly number[]): number[][] {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return slopeOf(examples, weights).curvature.map((row) => row.map((c) => c / total));
}

function lossOf(
  examples: readonly ChoiceExample[],
  weights: readonly number[],
  prior: ChoicePrior,
  priorWeight: number,
): number {
  let loss = 0;
  for (const { candidates, right, weight } of examples) {
    if (!right.includes(true)) continue;
    const scores = candidates.map((features) => scoreOf(weights, features));
    loss += weight * (logOfSum(scores) - logOfSum(rightOnly(scores, right)));
  }
  const pull = weights.map((w, i) => w - prior.weights[i]);
  const bent = prior.curvature.map((row) => row.reduce((sum, c, j) => sum + c * pull[j], 0));
  return loss + (priorWeight / 2) * pull.reduce((sum, p, i) => sum + p * bent[i], 0);
}

/** Gradient of the log likelihood (upwards), and an approximation of its curvature that is never negative. */
function slopeOf(examples: readonly ChoiceExample[], weights: readonly number[]) {
  const size = weights.length;
  const gradient = new Array<number>(size).fill(0);
  const curvature = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { candidates, right, weight } of examples) {
    if (!right.includes(true)) continue;
    const scores = candidates.map((features) => scoreOf(weights, features));
    const shares = softmax(scores);
    const amongRight = softmax(rightOnly(scores, right));
    const mean = new Array<number>(size).fill(0);
    for (const [c, features] of candidates.entries()) {
      const pull = amongRight[c] - shares[c];
      for (let i = 0; i < size; i++) {
        mean[i] += shares[c] * features[i];
        gradient[i] += weight * pull * features[i];
        for (let j = 0; j < size; j++) curvature[i][j] += weight * shares[c] * features[i] * features[j];
      }
    }
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) curvature[i][j] -= weight * mean[i] * mean[j];
  }
  return { gradient, curvature };
}

/** The others can never be chosen. */
function rightOnly(scores: readonly number[], right: readonly boolean[]): number[] {
  return scores.map((score, i) => (right[i] ? score : Number.NEGATIVE_INFINITY));
}

/** The logarithm of the sum of the powers; a share of all may be too small for a number, its logarithm is not. */
function logOfSum(scores: readonly number[]): number {
  const highest = Math.max(...scores);
  return highest + Math.log(scores.reduce((total, score) => total + Math.exp(score - highest), 0));
}

/** Shares that add up to 1, in proportion to the exponentials of the scores. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
