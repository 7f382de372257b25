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

/** Fits a logistic regression by Newton's method (iteratively reweighted least squares; Hastie et al., ESL 4.4.1). */
export function fitLogisticRegression(examples: readonly LogisticExample[]): LogisticModel {
  const size = (examples[0]?.features.length ?? 0) + 1;
  const total = examples.reduce((sum, example) => sum + example.weight, 0) || 1;
  let weights = new Array<number>(size).fill(0);
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
    const change = solve(curvature, gradient);
    weights = weights.map((w, i) => w + change[i]);
    if (Math.max(...change.map(Math.abs)) < 1e-6) break;
  }
  return { weights };
}

/** The model's probability for a row of features, 0 to 1. */
export function probabilityOf(model: LogisticModel, features: readonly number[]): number {
  const sum = features.reduce((total, x, i) => total + x * model.weights[i + 1], model.weights[0]);
  return 1 / (1 + Math.exp(-sum));
}

/** Solves `matrix * x = right` by Gaussian elimination with pivoting; the matrix is small and positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= column && Math.abs(row[column]) > Math.abs(rows[best][column]) ? i : best),
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = 0; i < rows.length; i++) {
      if (i === column) continue;
      const factor = rows[i][column] / rows[column][column];
      for (let j = column; j <= rows.length; j++) rows[i][j] -= factor * rows[column][j];
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}
