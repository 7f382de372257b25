/** A wording that may stand for its cluster. */
export interface Wording {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  /** How often it was asked. */
  asked: number;
}

/**
 * The wording that says best what a cluster asks: the one most similar to all the others on average, each counted as
 * often as it was asked.
 * @throws RangeError without wordings.
 */
export function canonicalQuestion<W extends Wording>(wordings: readonly W[]): W {
  const first = wordings[0];
  if (!first) throw new RangeError('A cluster has at least one wording.');
  const sum = new Float32Array(first.vector.length);
  for (const { vector, asked } of wordings) for (let i = 0; i < sum.length; i++) sum[i] += vector[i] * asked;
  let best = first;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const wording of wordings) {
    let score = 0;
    for (let i = 0; i < sum.length; i++) score += sum[i] * wording.vector[i];
    if (score > bestScore) {
      best = wording;
      bestScore = score;
    }
  }
  return best;
}
