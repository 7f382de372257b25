import { softmax } from '../src/matching/choice-model.ts';

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
  const rows = examples.map(withoutZeros);
  const step = 1 / (steepest(examples) + ridge);
  let weights = Array.from({ length: classes }, () => new Float64Array(examples[0].features.length + 1));
  let ahead = weights;
  let pace = 1;
  for (let i = 0; i < MOST_STEPS; i++) {
    const gradient = gradientAt(rows, ahead, ridge);
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

/** An example by the places and values of what is not zero: most groups of letters are in no text. */
interface SparseExample {
  places: Uint16Array;
  values: Float64Array;
  label: number;
}

function withoutZeros({ features, label }: SoftmaxExample): SparseExample {
  // The intercept stands first, as a feature that is always 1.
  const all = [1, ...features];
  const places = Uint16Array.from(all.keys()).filter((i) => all[i] !== 0);
  return { places, values: Float64Array.from(places, (i) => all[i]), label };
}

function gradientAt(examples: readonly SparseExample[], weights: readonly Float64Array[], ridge: number) {
  const gradient = weights.map((row) => row.map((w, j) => (j === 0 ? 0 : ridge * w)));
  for (const { places, values, label } of examples) {
    for (const [k, p] of softmax(weights.map((row) => scoreOf(row, places, values))).entries()) {
      const pull = (p - (k === label ? 1 : 0)) / examples.length;
      const row = gradient[k];
      for (let i = 0; i < places.length; i++) row[places[i]] += pull * values[i];
    }
  }
  return gradient;
}

function scoreOf(row: Float64Array, places: Uint16Array, values: Float64Array): number {
  let score = 0;
  for (let i = 0; i < places.length; i++) score += row[places[i]] * values[i];
  return score;
}
