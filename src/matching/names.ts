import { carriesMatter } from './content-words.ts';
import type { WordModel } from './word-model.ts';

const NAME = /(?<![\p{L}\p{N}])\p{Lu}{2,}(?![\p{L}\p{N}])/gu;

/** A word of the log is a name where so many wordings write it in capitals, and at least this share of those that use it. */
const LEAST_WORDINGS = 2;
const LEAST_SHARE = 0.25;

/** What a text writes in capitals, in lower case: "KITAS", "VAT"; none where all is written so. */
export function namesIn(text: string): Set<string> {
  if (!/\p{Lu}{2}/u.test(text) || !/\p{Ll}/u.test(text)) return new Set();
  return new Set([...text.matchAll(NAME)].map(([name]) => name.toLowerCase()));
}

/** After words that are not all written with a capital, as in a title. */
const PLACE =
  /(?<=\p{Ll}\s(?:in|into|to|from|for|of|at|di|da|per|ke|dari|untuk|del|della|degli|dei|nel|nella|sul|a)\s)\p{Lu}\p{Ll}{2,}(?![\p{L}\p{N}])/gu;

/** What follows a preposition and is written with a capital, in lower case. */
export function placesIn(text: string): Set<string> {
  if (!/\s\p{Lu}\p{Ll}{2}/u.test(text)) return new Set();
  return new Set([...text.matchAll(PLACE)].map(([place]) => place.toLowerCase()));
}

/**
 * The names of a log, in lower case, so that "kitap" is known for one however it is written. Who writes in a chat leaves out
 * capitals; some do not.
 * @param words of the same phrasings.
 */
export function namesOf(phrasings: readonly { text: string }[], words: WordModel): ReadonlySet<string> {
  const written = new Map<string, number>();
  for (const { text } of phrasings) for (const name of namesIn(text)) written.set(name, (written.get(name) ?? 0) + 1);
  const isName = ([name, times]: [string, number]) =>
    times >= LEAST_WORDINGS && times >= LEAST_SHARE * words.phrasingsWith(name) && carriesMatter(name);
  return new Set([...written].filter(isName).map(([name]) => name));
}
