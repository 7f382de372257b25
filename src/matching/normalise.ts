/**
 * The form in which two questions count as the same words: Unicode NFKC, lower case, single spaces, typographic quotes
 * and dashes made plain, no punctuation at the ends.
 */
export function normaliseQuestion(text: string): string {
  const plain = IS_PLAIN.test(text) ? text.toLowerCase() : inPlainSigns(text);
  return withoutTrailingMarks(plain.replace(/\s+/g, ' ').replace(LEADING_MARKS, ''));
}

const LEADING_MARKS = /^[\s\p{P}]+/u;
const IS_MARK = /[\s\p{P}]/u;

/** From the end on, sign by sign: a pattern would try at each mark inside, in time that grows with the square of their number. */
function withoutTrailingMarks(text: string): string {
  let end = text.length;
  while (end > 0) {
    const isPair = end > 1 && (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00;
    const start = isPair ? end - 2 : end - 1;
    if (!IS_MARK.test(text.slice(start, end))) break;
    end = start;
  }
  return text.slice(0, end);
}

/** ASCII without the accent that is taken for a quote: nothing but capitals to change, and half of the time saved. */
const IS_PLAIN = /^[\0-_a-\x7f]*$/;

function inPlainSigns(text: string): string {
  // Quotes before NFKC, which takes an acute accent apart, and after it, which makes quotes of other signs; NFKC once more,
  // because lower case may take letters and accents apart.
  return withPlainQuotes(withPlainQuotes(text).normalize('NFKC').toLowerCase().normalize('NFKC')).replace(
    /[\u2010-\u2015]/g,
    '-',
  );
}

function withPlainQuotes(text: string): string {
  return text.replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'").replace(/[\u201c\u201d]/g, '"');
}
