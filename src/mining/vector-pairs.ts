import { setImmediate as nextTurn } from 'node:timers/promises';

/** Rows of a block: two blocks of 384 numbers a row stay in the processor's cache. */
const BLOCK = 64;

/**
 * Visits the cosine of every pair of vectors once, with i < j, block by block. Lets other work run in between.
 * @param vectors unit length, all of one length.
 */
export async function forEachPair(
  vectors: readonly Float32Array[],
  visit: (i: number, j: number, cosine: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const rows = vectors.length;
  const width = vectors[0]?.length ?? 0;
  const flat = flatten(vectors, width);
  const four = new Float64Array(4);
  for (let blockStart = 0; blockStart < rows; blockStart += BLOCK) {
    const blockEnd = Math.min(rows, blockStart + BLOCK);
    for (let otherStart = blockStart; otherStart < rows; otherStart += BLOCK) {
      const otherEnd = Math.min(rows, otherStart + BLOCK);
      for (let i = blockStart; i < blockEnd; i++) {
        let j = Math.max(otherStart, i + 1);
        for (; j + 4 <= otherEnd; j += 4) {
          dotWithFour(flat, i * width, j * width, width, four);
          visit(i, j, four[0]);
          visit(i, j + 1, four[1]);
          visit(i, j + 2, four[2]);
          visit(i, j + 3, four[3]);
        }
        for (; j < otherEnd; j++) visit(i, j, dotAt(flat, i * width, j * width, width));
      }
    }
    await nextTurn();
    signal?.throwIfAborted();
  }
}

function flatten(vectors: readonly Float32Array[], width: number): Float32Array {
  const flat = new Float32Array(vectors.length * width);
  vectors.forEach((vector, i) => {
    flat.set(vector, i * width);
  });
  return flat;
}

/** One row against four that follow each other: the row is read once, and the processor need not wait for one sum. */
function dotWithFour(flat: Float32Array, a: number, b: number, width: number, out: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const b1 = b + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
  for (let k = 0; k < width; k++) {
    const x = flat[a + k];
    s0 += x * flat[b + k];
    s1 += x * flat[b1 + k];
    s2 += x * flat[b2 + k];
    s3 += x * flat[b3 + k];
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}

function dotAt(flat: Float32Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += flat[a + k] * flat[b + k];
  return sum;
}
