/** A kind of personal data, with how it is recognised; the first kind that matches wins. */
const KINDS: [name: string, pattern: RegExp][] = [
  ['email', /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu],
  ['link', /\bhttps?:\/\/\S+/gi],
  ['iban', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g],
  // Passports and similar papers: one to three letters and five to nine digits, as in X1234567.
  ['document', /\b[A-Z]{1,3} ?\d{6,9}\b/gi],
  // Phone, card, tax and identity numbers: eight digits or more, with the separators people use.
  ['number', /(?<![\p{L}\p{N}.,])\+?\(?\d(?:[ ().-]{0,2}\d){7,18}(?![\p{L}\p{N}])/gu],
];

/** Money is no personal data: a currency before it, or thousands separators of one kind throughout. */
const MONEY_BEFORE = /(?:rp|idr|usd|eur|us\$|\$|€|£)\.?\s*$/i;
const GROUPED = /^\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*$/;

/**
 * The text with personal data replaced by its kind in brackets, such as `[email]`: e-mail addresses, links, bank
 * accounts, document, phone and identity numbers. Amounts of money stay.
 */
export function redactPersonalData(text: string): string {
  let redacted = text;
  for (const [name, pattern] of KINDS) {
    redacted = redacted.replace(pattern, (found, ...rest) => {
      const offset = rest.find((part): part is number => typeof part === 'number') ?? 0;
      const isMoney = name !== 'email' && (GROUPED.test(found) || MONEY_BEFORE.test(redacted.slice(0, offset)));
      return isMoney ? found : `[${name}]`;
    });
  }
  return redacted;
}
