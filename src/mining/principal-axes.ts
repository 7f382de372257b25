import { VectorMatrix } from '../matching/vector-matrix.ts';

/** Rounds of the iteration; more would bring the first axes little nearer to the true ones. */
const ROUNDS = 4;

/**
 * Axes at right angles, those along which the rows vary most before the others: a few coordinates then tell most of a dot product.
 * Orthogonal iteration on the matrix of second moments (Golub & Van Loan, Matrix Computations, 8.2.4). The axes need not be
 * exact: dot products are the same along any axes at right angles. Stops after every step, so that the caller may let other work in.
 * @param rows all of one length, `width`; at least one.
 * @returns the axes one after the other, `width` numbers each, in memory that threads can share.
 */
export function* principalAxes(rows: readonly Float32Array[], width: number): Generator<void, Float32Array> {
  const moments = yield* secondMoments(rows, width);
  let axes: Float64Array[] = moments.map((line) => Float64Array.from(line));
  for (let round = 1; round <= ROUNDS; round++) {
    if (round > 1) axes = yield* times(axes, moments);
    // Once leaves angles that rounding has bent, which matters in the end.
    for (let pass = 0; pass < (round < ROUNDS ? 1 : 2); pass++) yield* makeRightAngles(axes);
  }
  const result = new Float32Array(new SharedArrayBuffer(width * width * Float32Array.BYTES_PER_ELEMENT));
  for (const [i, axis] of axes.entries()) result.set(axis, i * width);
  return result;
}

function* secondMoments(rows: readonly Float32Array[], width: number): Generator<void, Float64Array[]> {
  const columns = Array.from({ length: width }, (_, i) => Float32Array.from(rows, (row) => row[i]));
  const matrix = new VectorMatrix(columns);
  const moments: Float64Array[] = [];
  for (const column of columns) {
    moments.push(Float64Array.from(matrix.dots(column)));
    yield;
  }
  // A little in every direction, as rows that all lie in a few leave no axis to be found in the others.
  const little = (1e-4 * moments.reduce((trace, line, i) => trace + line[i], 0)) / width + Number.EPSILON;
  for (const [i, line] of moments.entries()) line[i] += little;
  return moments;
}

/** Every vector times a symmetric matrix, whose lines are also its columns. */
function* times(vectors: readonly Float64Array[], matrix: readonly Float64Array[]): Generator<void, Float64Array[]> {
  const lines = new VectorMatrix(matrix.map((line) => Float32Array.from(line)));
  const products: Float64Array[] = [];
  for (const vector of vectors) {
    products.push(Float64Array.from(lines.dots(Float32Array.from(vector))));
    yield;
  }
  return products;
}

/** Gram and Schmidt. */
function* makeRightAngles(vectors: readonly Float64Array[]): Generator<void> {
  for (const [i, vector] of vectors.entries()) {
    toUnitLength(vector);
    for (let j = 0; j < i; j++) {
      const scale = dot(vector, vectors[j]);
      for (let at = 0; at < vector.length; at++) vector[at] -= scale * vectors[j][at];
    }
    toUnitLength(vector);
    yield;
  }
}

function toUnitLength(vector: Float64Array): void {
  const scale = 1 / Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i] *= scale;
}

/** Two sums, so that the processor need not wait. */
function dot(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i + 1 < a.length; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  if (a.length % 2) even += a[a.length - 1] * b[a.length - 1];
  return even + odd;
}
