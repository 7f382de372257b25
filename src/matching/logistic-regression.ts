import { linearSolve } from './linear-solve.ts';

/** A fitted model: the probability is `1 / (1 + exp(-(weights[0] + sum of weights[i + 1] * x[i])))`. */
export interface LogisticModel {
  /** Intercept first, then one weight per feature. */
  weights: number[];
}

/** One row to fit: features, what came of it, and how much it counts. */
export interface LogisticExample {
  features: number[];
  outcome: boolean;
  weight: number;
}

/** Strength of the pull of the weights towards zero (L2), which keeps them finite where the classes are separable. */
const RIDGE = 1e-3;
const MOST_STEPS = 50;

/**
 * Fits a logistic regression by Newton's method (iteratively reweighted least squares; Hastie et al., ESL 4.4.1). Features
 * are brought to one scale first, so that the pull towards zero is the same for each.
 */
export function fitLogisticRegression(examples: readonly LogisticExample[]): LogisticModel {
  const scales = scalesOf(examples);
  const { weights } = fitScaled(
    examples.map((example) => ({
      ...example,
      features: example.features.map((x, i) => (x - scales[i].mean) / scales[i].deviation),
    })),
  );
  const slopes = weights.slice(1).map((w, i) => w / scales[i].deviation);
  const intercept = slopes.reduce((sum, slope, i) => sum - slope * scales[i].mean, weights[0]);
  return { weights: [intercept, ...slopes] };
}

/** Mean and standard deviation of each feature; a feature that never varies, but for rounding, has deviation 1. */
function scalesOf(examples: readonly LogisticExample[]): { mean: number; deviation: number }[] {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return (examples[0]?.features ?? []).map((_, i) => {
    const mean = examples.reduce((sum, { features, weight }) => sum + weight * features[i], 0) / total;
    const variance =
      examples.reduce((sum, { features, weight }) => sum + weight * (features[i] - mean) ** 2, 0) / total;
    const deviation = Math.sqrt(variance);
    return { mean, deviation: deviation > 1e-9 * Math.abs(mean) ? deviation : 1 };
  });
}

function fitScaled(examples: readonly LogisticExample[]): LogisticModel {
  const size = (examples[0]?.features.length ?? 0) + 1;
  const total = examples.reduce((sum, example) => sum + example.weight, 0) || 1;
  let weights = new Array<number>(size).fill(0);
  let loss = lossOf(examples, weights, total);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = weights.map((w, i) => (i === 0 ? 0 : -RIDGE * w));
    const curvature = weights.map((_, i) => weights.map((_, j) => (i === j ? (i === 0 ? 1e-9 : RIDGE) : 0)));
    for (const { features, outcome, weight } of examples) {
      const x = [1, ...features];
      const p = probabilityOf({ weights }, features);
      const share = weight / total;
      for (let i = 0; i < size; i++) {
        gradient[i] += share * ((outcome ? 1 : 0) - p) * x[i];
        for (let j = 0; j < size; j++) curvature[i][j] += share * p * (1 - p) * x[i] * x[j];
      }
    }
    const change = linearSolve(curvature, gradient);
    // Where a few features lie far off, a whole step may lead away: one that makes it worse is halved.
    let scale = 1;
    let next = weights.map((w, i) => w + change[i]);
    let nextLoss = lossOf(examples, next, total);
    while (nextLoss > loss && scale > 1e-3) {
      scale /= 2;
      next = weights.map((w, i) => w + scale * change[i]);
      nextLoss = lossOf(examples, next, total);
    }
    if (nextLoss > loss) break;
    weights = next;
    loss = nextLoss;
    if (Math.max(...change.map(Math.abs)) < 1e-6) break;
  }
  return { weights };
}

/** The mean negative log likelihood, and the pull towards zero. */
function lossOf(examples: readonly LogisticExample[], weights: number[], total: number): number {
  let loss = 0;
  for (const { features, outcome, weight } of examples) {
    const against = (outcome ? -1 : 1) * logOddsOf({ weights }, features);
    loss += (weight / total) * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))));
  }
  return weights.slice(1).reduce((sum, w) => sum + (RIDGE / 2) * w * w, loss);
}

/** The model's probability for a row of features, 0 to 1. */
export function probabilityOf(model: LogisticModel, features: readonly number[]): number {
  return 1 / (1 + Math.exp(-logOddsOf(model, features)));
}

function logOddsOf({ weights }: LogisticModel, features: readonly number[]): number {
  return features.reduce((total, x, i) => total + x * weights[i + 1], weights[0]);
}
