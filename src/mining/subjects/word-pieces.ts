import { contentWords } from '../../matching/content-words.ts';

/** Lengths of the pieces. Chosen on the Bitcoin FAQ, xSID and the example, each in three languages. */
const SHORTEST = 3;
const LONGEST = 4;

/**
 * The words of a text that carry its matter, cut into pieces of three and four letters. Names, codes, figures and words of one
 * root are spelt alike across languages ("KITAS"; "documents", "documenti", "dokumen") and share some of them (character n-grams
 * for retrieval across languages: McNamee & Mayfield 2004). The ends of a word are marked: its beginning says more than its middle.
 */
export function wordPieces(text: string): string[] {
  return contentWords(text).flatMap((word) => {
    const marked = `^${word}$`;
    const pieces: string[] = [];
    for (let length = SHORTEST; length <= LONGEST; length++) {
      for (let start = 0; start + length <= marked.length; start++) pieces.push(marked.slice(start, start + length));
    }
    return pieces;
  });
}
