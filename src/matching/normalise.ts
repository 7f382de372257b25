/**
 * The form in which two questions count as the same words: Unicode NFKC, lower case, single spaces, typographic quotes
 * and dashes made plain, no punctuation at the ends.
 */
export function normaliseQuestion(text: string): string {
  return (IS_PLAIN.test(text) ? text.toLowerCase() : inPlainSigns(text))
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
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
