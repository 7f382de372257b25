import { eng, ind, ita } from 'stopword';

/** Words of asking that the lists lack because elsewhere they carry meaning. */
const ASKING =
  "what's whats how's which many much long need want know tell explain please info about chi cosa cos'è quale quali quanta quante quanti quant'è dove perché posso devo vorrei sapere serve servono bisogna kenapa gimana gmn brp mau tanya tolong dong sih kak ya ga gak nggak saya";

const STOPWORDS = new Set([...eng, ...ind, ...ita, ...ASKING.split(' ')]);

/** The words of a text that carry its matter, in lower case: no articles, pronouns, question words (English, Italian, Indonesian). */
export function contentWords(text: string): string[] {
  return wordsOf(text).filter(carriesMatter);
}

/** Whether a word, as {@link wordsOf} gives it, carries the matter of its text. */
export function carriesMatter(word: string): boolean {
  return word.length > 1 && !STOPWORDS.has(word);
}

/** All words of a text in lower case; an Italian elision ("dell'azienda") gives its noun. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'");
  const words = plain.match(/[\p{L}\p{N}]+(?:[.,%'][\p{L}\p{N}]+)*%?/gu) ?? [];
  return plain.includes("'") ? words.map(withoutElision) : words;
}

function withoutElision(word: string): string {
  const elided = /^(?:[a-z]{1,4})'(\p{L}{3,})$/u.exec(word);
  return elided && !STOPWORDS.has(word) ? elided[1] : word;
}

/**
 * Whether two words are forms of one: equal, one inside the other ("panjang", "perpanjang"), or alike but for their
 * endings ("rinnovo", "rinnovare").
 */
export function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 4) return false;
  if (long.includes(short)) return true;
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared++;
  return shared >= 4 && shared >= 0.6 * long.length;
}
