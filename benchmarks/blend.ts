import type { SeededRandom } from '../src/mining/judging/seeded-random.ts';

/** A question as embedders and word models see it. */
export interface Question {
  text: string;
  /** Unit length. */
  vector: Float32Array;
}

/**
 * A question between two others.
 * @param share how much of it is the second's, 0 to 1: of the vector, and of the words. Some words are left out.
 */
export function blend(random: SeededRandom, a: Question, b: Question, share: number): Question {
  const vector = a.vector.map((x, i) => (1 - share) * x + share * b.vector[i]);
  const length = Math.hypot(...vector);
  const words = [...a.text.split(' '), ...b.text.split(' ').filter(() => random.next() < share)];
  const text = words
    .filter(() => random.next() > share / 2)
    .slice(0, 20)
    .join(' ');
  return { text, vector: vector.map((x) => x / length) };
}
