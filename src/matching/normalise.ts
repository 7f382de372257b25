/**
 * The form in which two questions count as the same words: Unicode NFKC, lower case, single spaces, typographic quotes
 * and dashes made plain, no punctuation at the ends.
 */
export function normaliseQuestion(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'") // Before NFKC, which takes an acute accent apart.
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
}
