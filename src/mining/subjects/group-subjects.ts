import type { MutualPair } from './mutual-pairs.ts';

/**
 * Puts clusters that ask the same question in different languages into one subject, the first pairs first. A subject holds at
 * most one cluster of each language: a pair that would bring in a second one is passed over, so that doubtful pairs do not
 * chain different questions together.
 * @param languages of each cluster.
 * @returns the subjects of two clusters and more, each in ascending order, in the order of their first clusters.
 */
export function groupSubjects(languages: readonly string[], pairs: readonly Pick<MutualPair, 'a' | 'b'>[]): number[][] {
  const subjectOf = new Map<number, number[]>();
  for (const { a, b } of pairs) {
    const [first, second] = [subjectOf.get(a) ?? [a], subjectOf.get(b) ?? [b]];
    const spoken = new Set(first.map((place) => languages[place]));
    if (second.some((place) => spoken.has(languages[place]))) continue;
    const joined = [...first, ...second];
    for (const place of joined) subjectOf.set(place, joined);
  }
  return [...new Set(subjectOf.values())].map((places) => places.sort((a, b) => a - b)).sort((a, b) => a[0] - b[0]);
}
