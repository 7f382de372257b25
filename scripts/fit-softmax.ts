import { routeProbabilities } from '../src/chat/routing/route-classifier.ts';

/** A row to fit: its features, and the number of the class that it belongs to. */
export interface SoftmaxExample {
  features: Float32Array;
  label: number;
}

const MOST_STEPS = 500;

/** A fit is done when no weight moves by more than this in a step. */
const STILL = 1e-4;

/**
 * Fits a multinomial logistic regression by accelerated gradient descent (Nesterov 1983), which begins anew where it overshoots.
 * @param ridge the pull of the weights towards zero (L2) beside the mean negative log likelihood; intercepts are free.
 * @returns per class the intercept and a weight per feature.
 */
export function fitSoftmax(examples: readonly SoftmaxExample[], classes: number, ridge: number): Float64Array[] {
  const step = 1 / (steepest(examples) + ridge);
  let weights = Array.from({ length: classes }, () => new Float64Array(examples[0].features.length + 1));
  let ahead = weights;
  let pace = 1;
  for (let i = 0; i < MOST_STEPS; i++) {
    const gradient = gradientAt(examples, ahead, ridge);
    const next = ahead.map((row, k) => row.map((w, j) => w - step * gradient[k][j]));
    const moves = next.map((row, k) => row.map((w, j) => w - weights[k][j]));
    const overshot = moves.reduce((sum, row, k) => row.reduce((s, move, j) => s + move * gradient[k][j], sum), 0) > 0;
    const nextPace = overshot ? 1 : (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
    const momentum = overshot ? 0 : (pace - 1) / nextPace;
    ahead = next.map((row, k) => row.map((w, j) => w + momentum * moves[k][j]));
    weights = next;
    pace = nextPace;
    if (moves.every((row) => row.every((move) => Math.abs(move) < STILL))) break;
  }
  return weights;
}

/** No direction of the loss is steeper than this: half the mean square length of a row with its intercept (Böhning 1992). */
function steepest(examples: readonly SoftmaxExample[]): number {
  const squares = examples.reduce((sum, { features }) => features.reduce((s, x) => s + x * x, sum + 1), 0);
  return squares / examples.length / 2;
}

function gradientAt(examples: readonly SoftmaxExample[], weights: readonly Float64Array[], ridge: number) {
  const gradient = weights.map((row) => row.map((w, j) => (j === 0 ? 0 : ridge * w)));
  for (const { features, label } of examples) {
    for (const [k, p] of routeProbabilities(weights, features).entries()) {
      const pull = (p - (k === label ? 1 : 0)) / examples.length;
      gradient[k][0] += pull;
      for (let j = 0; j < features.length; j++) gradient[k][j + 1] += pull * features[j];
    }
  }
  return gradient;
}
