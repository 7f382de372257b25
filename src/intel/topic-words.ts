import { contentWords, isSameWord } from '../matching/content-words.ts';

/**
 * How a text's words speak for each topic, which is given as the words of its descriptions: every word of the text that is also one of a topic's counts for it, the more the
 * fewer topics have it (inverse document frequency, Robertson and Sparck Jones).
 * @returns each topic's share of all that speaks, 0 to 1, in the topics' order; all 0 when no word is any topic's.
 */
export function sharesByWords(text: string, topics: readonly (readonly string[])[]): number[] {
  const sums = topics.map(() => 0);
  for (const word of new Set(contentWords(text))) {
    const having = topics.map((words) => words.some((known) => isSameWord(known, word)));
    const weight = Math.log(topics.length / having.filter(Boolean).length);
    having.forEach((has, i) => {
      if (has) sums[i] += weight;
    });
  }
  const total = sums.reduce((sum, value) => sum + value, 0);
  return total === 0 ? sums : sums.map((sum) => sum / total);
}

/** The words of a topic's descriptions, each once. */
export function wordsOfTopic(descriptions: readonly string[]): string[] {
  return [...new Set(contentWords(descriptions.join(' ')))];
}
