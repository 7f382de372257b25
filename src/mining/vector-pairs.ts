import { setImmediate as nextTurn } from 'node:timers/promises';
import { VectorMatrix } from '../matching/vector-matrix.ts';

/** Rows of a block: 512 rows of 384 numbers stay in the processor's cache while every row before them passes. */
const BLOCK = 512;

/** After so many rows other work is let in. */
const TURN = 256;

/**
 * Visits the dot product of every pair of vectors once, with i < j, block by block: for unit vectors their cosine.
 * @param vectors all of one length.
 */
export async function forEachPair(
  vectors: readonly Float32Array[],
  visit: (i: number, j: number, cosine: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const matrix = new VectorMatrix(vectors);
  for (let start = 0; start < vectors.length; start += BLOCK) {
    const end = Math.min(vectors.length, start + BLOCK);
    for (let i = 0; i < end; i++) {
      const first = Math.max(start, i + 1);
      const cosines = matrix.dots(vectors[i], first, end);
      for (let k = 0; k < cosines.length; k++) visit(i, first + k, cosines[k]);
      if (i % TURN === 0) {
        await nextTurn();
        signal?.throwIfAborted();
      }
    }
  }
}
