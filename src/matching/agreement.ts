import { carriesMatter, contentWords, isSameWord, wordsOf } from './content-words.ts';
import { namesIn, placesIn } from './names.ts';
import { isInField, opposedFields, sidesOf } from './opposites.ts';

/** What similarity of meaning does not see: figures and codes, opposites, and whether a question is negated. */
export interface Particulars {
  /** Figures and codes in order of writing, such as `60` or `e33g`; thousands separators removed. */
  figures: Set<string>;
  negated: boolean;
  /** What is written in capitals, in lower case: "KITAS", "VAT"; none where all is written so. */
  names: Set<string>;
  /** What it says to be in, from or for, written with a capital, in lower case: "Thailand". */
  places: Set<string>;
  words: Set<string>;
  /** On which side of opposites it stands, as `sidesOf` gives it. */
  sides: ReadonlyMap<number, number>;
  /** The words that carry its matter, figures and negations left out. */
  matter: string[];
}

/** Why a question may not be answered by the phrasings it resembles. */
export type Disagreement = 'figures' | 'name' | 'opposite' | 'negation';

const NONE: ReadonlySet<string> = new Set();

// Begins at a word's beginning only, or a very long word would take time with the square of its length; so does EACH_NEGATION.
const FIGURE = /(?<!\p{L})\p{L}*\d[\p{L}\d]*(?:[.,]\d+)*/gu;

/** English, Italian and Indonesian; "n't" inside words as well. */
const NEGATION =
  /(?<![\p{L}\p{N}])(not|cannot|without|never|no longer|dont|cant|doesnt|didnt|isnt|wont|non|nessun[oa]?|senza|mai|tidak|tdk|tak|enggak|nggak|ngga|gak|ga|bukan|jangan|tanpa|belum)(?![\p{L}\p{N}])|n't\b/iu;

/** With the word that "n't" ends. */
const EACH_NEGATION = new RegExp(`(?<!\\p{L})\\p{L}*(?:${NEGATION.source})`, 'giu');

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
  const words = wordsOf(plain);
  // Most questions have neither: looking for the two is what they are spared.
  const hasFigures = /\d/.test(plain);
  const hasNegation = NEGATION.test(plain);
  return {
    figures: new Set(hasFigures ? figuresIn(plain) : []),
    negated: hasNegation && NEGATION.test(WHETHER.reduce((rest, whether) => rest.replace(whether, ' '), plain)),
    sides: sidesOf(words),
    names: namesIn(text),
    places: placesIn(text),
    words: new Set(words),
    matter:
      hasFigures || hasNegation
        ? contentWords(plain.replace(FIGURE, ' ').replace(EACH_NEGATION, ' '))
        : words.filter(carriesMatter),
  };
}

function figuresIn(plain: string): string[] {
  return [...plain.matchAll(FIGURE)].map(([figure]) => figure.replace(/[.,](?=\d{3}\b)/g, ''));
}

/**
 * Compares a question with the nearest phrasings of the cluster it resembles, which may not answer it when
 * - they agree on a figure and it names another: "visa for 30 days" is not "visa for 60 days", while alarms for seven and
 *   for eight are one question to a cluster that holds both;
 * - they share a name written in capitals, or known as such, and it names another: "KITAP" is not "KITAS";
 * - it is about a place, a people or a language that none of them names: "in Thailand", "for Italians";
 * - an opposite is all that tells them apart: "maximum capital" is not "minimum capital", but "how do I open an account, I closed
 *   mine" may well be "how do I open an account";
 * - a negation is all that tells them apart: "can I" is not "can't I", while "I can't see it, why?" may be "where is it?".
 * @param names of the log, in lower case, as `namesOf` gives them.
 * @returns what disagrees, or undefined.
 */
export function disagreementWith(
  question: Particulars,
  phrasings: readonly Particulars[],
  names: ReadonlySet<string> = NONE,
): Disagreement | undefined {
  if (namesOtherFigures(question, phrasings)) return 'figures';
  if (namesAnother(question, phrasings, names) || isElsewhere(question, phrasings)) return 'name';
  if (asksTheOpposite(question, phrasings)) return 'opposite';
  const differs = phrasings.length > 0 && phrasings.every((phrasing) => phrasing.negated !== question.negated);
  return differs && phrasings.some((phrasing) => isSameMatter(question.matter, phrasing.matter))
    ? 'negation'
    : undefined;
}

/** How a question's figures and negation stand to the nearest phrasings: evidence, where it is no disagreement. */
export function strangenessTo(
  question: Particulars,
  phrasings: readonly Particulars[],
): { figures: number; negation: number } {
  const known = (figure: string) => phrasings.some((phrasing) => phrasing.figures.has(figure));
  return {
    figures: [...question.figures].every(known) ? 0 : 1,
    negation: phrasings.some((phrasing) => phrasing.negated === question.negated) ? 0 : 1,
  };
}

function namesOtherFigures(question: Particulars, phrasings: readonly Particulars[]): boolean {
  const withFigures = phrasings.filter(({ figures }) => figures.size > 0);
  if (question.figures.size === 0 || withFigures.length === 0) return false;
  const common = [...withFigures[0].figures].filter((figure) =>
    withFigures.every(({ figures }) => figures.has(figure)),
  );
  if (common.length === 0) return false;
  return [...question.figures].some((figure) => !withFigures.some(({ figures }) => figures.has(figure)));
}

/** Whether all phrasings share a name that the question does not have, and it has one of its own: "US" and "USA" are one. */
function namesAnother(
  question: Particulars,
  phrasings: readonly Particulars[],
  namesOfLog: ReadonlySet<string>,
): boolean {
  const namesOf = ({ names, words }: Particulars) => [...names, ...[...words].filter((word) => namesOfLog.has(word))];
  const [names, { words }] = [namesOf(question), question];
  if (names.length === 0 || phrasings.length === 0) return false;
  const known = new Set(phrasings.flatMap((phrasing) => [...phrasing.words]));
  const strange = names.filter((name) => !known.has(name));
  const shared = [...new Set(phrasings.flatMap(namesOf))].filter(
    (name) => !words.has(name) && phrasings.every((phrasing) => phrasing.words.has(name)),
  );
  return strange.some((a) => shared.length > 0 && shared.every((b) => !a.startsWith(b) && !b.startsWith(a)));
}

/** Whether it names a place where no phrasing does, or all name another; what is asked of several places is asked of this one, too. */
function isElsewhere({ places }: Particulars, phrasings: readonly Particulars[]): boolean {
  if (places.size === 0 || phrasings.length === 0) return false;
  const named = [...new Set(phrasings.flatMap((phrasing) => [...phrasing.places]))];
  const isOfOne = named.length === 0 || named.some((place) => phrasings.every(({ words }) => words.has(place)));
  return isOfOne && [...places].some((place) => !phrasings.some(({ words }) => words.has(place)));
}

/** Whether a phrasing says else the same but stands against the question where none stands with it. */
function asksTheOpposite(question: Particulars, phrasings: readonly Particulars[]): boolean {
  const standsAlone = (field: number) => phrasings.every(({ sides }) => sides.get(field) !== question.sides.get(field));
  return phrasings.some(({ sides, matter }) => {
    const opposed = opposedFields(question.sides, sides).filter(standsAlone);
    if (opposed.length === 0) return false;
    const rest = (words: readonly string[]) => words.filter((word) => !opposed.some((field) => isInField(word, field)));
    const [ours, theirs] = [rest(question.matter), rest(matter)];
    return ours.length > 0 && theirs.length > 0 && isSameMatter(ours, theirs);
  });
}

/** Whether one says all that the other does, and at most one word more. */
function isSameMatter(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.length - short.length <= 1 && short.every((word) => long.some((other) => isSameWord(word, other)));
}
