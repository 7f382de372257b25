/** What similarity of meaning does not see: figures and codes, and whether a question is negated. */
export interface Particulars {
  /** Figures and codes in order of writing, such as `60` or `e33g`; thousands separators removed. */
  figures: Set<string>;
  negated: boolean;
}

/** Why a question may not be answered by the phrasings it resembles. */
export type Disagreement = 'figures' | 'negation';

const FIGURE = /\p{L}*\d[\p{L}\d]*(?:[.,]\d+)*/gu;

/** English, Italian and Indonesian; "n't" inside words as well. */
const NEGATION =
  /(?<![\p{L}\p{N}])(not|cannot|without|never|no longer|dont|cant|doesnt|didnt|isnt|wont|non|nessun[oa]?|senza|mai|tidak|tdk|tak|enggak|nggak|ngga|gak|ga|bukan|jangan|tanpa|belum)(?![\p{L}\p{N}])|n't\b/iu;

/** "Or not?": asks whether, negates nothing. At the end of a question, or after an Indonesian "can", "may", "need", "is there". */
const WHETHER = [
  /(?<![\p{L}\p{N}])(?:(?:or|o|atau)\s+)?(?:not|no|tidak|tdk|enggak|nggak|ngga|gak|ga|belum)(?:\s+(?:ya|sih|kak|min|dong))?[\s\p{P}]*$/iu,
  /(?<=(?<![\p{L}\p{N}])(?:bisa|boleh|perlu|harus|wajib|ada|mungkin|sudah|apakah)\s+)(?:atau\s+)?(?:tidak|tdk|enggak|nggak|ngga|gak|ga)(?![\p{L}\p{N}])/giu,
];

/** The figures of a question and whether it is negated. */
export function particularsOf(text: string): Particulars {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\u2019/g, "'");
  const figures = [...plain.matchAll(FIGURE)].map(([figure]) => figure.replace(/[.,](?=\d{3}\b)/g, ''));
  const asserted = WHETHER.reduce((rest, whether) => rest.replace(whether, ' '), plain);
  return { figures: new Set(figures), negated: NEGATION.test(asserted) };
}

/**
 * Compares a question with phrasings of the cluster it resembles: each of its figures must occur in one of them ("visa
 * for 30 days" is not "visa for 60 days"), and one of them must be negated if it is, or not if it is not.
 * @returns what disagrees, or undefined.
 */
export function disagreementWith(question: Particulars, phrasings: Particulars[]): Disagreement | undefined {
  for (const figure of question.figures) {
    if (!phrasings.some((phrasing) => phrasing.figures.has(figure))) return 'figures';
  }
  return phrasings.some((phrasing) => phrasing.negated === question.negated) ? undefined : 'negation';
}
