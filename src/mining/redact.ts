/** A kind of personal data: how it is found, and what of that really is such data. */
interface Kind {
  name: string;
  /** What its group `before` finds belongs to the find: it stands before what the pattern begins at. */
  pattern: RegExp;
  /** False for what only looks like it. */
  isPersonal: (found: string, before: string, after: string) => boolean;
}

const KINDS: Kind[] = [
  { name: 'link', pattern: /(?<!\p{L})https?:\/\/\S+/giu, isPersonal: () => true },
  // From the sign on: what may be a name is everywhere, and would be tried from each of its letters.
  {
    name: 'email',
    pattern: /@(?<=(?<before>[\p{L}\p{N}._%+-]{1,64})@)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
    isPersonal: () => true,
  },
  {
    name: 'iban',
    pattern: /\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b/gi,
    isPersonal: (found) => digitsOf(found).length >= 10,
  },
  // Passports and similar papers: letters and digits in one piece, as in X1234567.
  {
    name: 'document',
    pattern: /\b[A-Z]{1,3}\d{5,9}\b/gi,
    isPersonal: (found) => !CURRENCY_BEFORE.test(found.replace(/\d+$/, '')),
  },
  // Phone, card, tax and identity numbers: eight digits or more, with the separators people use.
  { name: 'number', pattern: /\+?\(?\d(?:[ ().\u2010-\u2015-]{0,3}\d){7,24}/g, isPersonal: isPersonalNumber },
];

/**
 * The text with personal data replaced by its kind in brackets, such as `[email]`: e-mail addresses, links, bank
 * accounts, document, phone and identity numbers. Amounts of money and dates stay.
 */
export function redactPersonalData(text: string): string {
  const redacted = KINDS.reduce(redactKind, text);
  // What one kind leaves may be told only when another is gone; each round leaves fewer digits, so this ends.
  return redacted === text ? text : redactPersonalData(redacted);
}

function redactKind(text: string, { name, pattern, isPersonal }: Kind): string {
  let redacted = '';
  let done = 0;
  for (const { 0: found, index, groups } of text.matchAll(pattern)) {
    const start = Math.max(done, index - (groups?.before.length ?? 0));
    const end = index + found.length;
    // What stood before it belongs to the find before.
    if (groups && start === index) continue;
    const isFound = isPersonal(
      text.slice(start, end),
      text.slice(Math.max(0, start - CONTEXT), start),
      text.slice(end, end + CONTEXT),
    );
    redacted += text.slice(done, start) + (isFound ? `[${name}]` : text.slice(start, end));
    done = end;
  }
  return redacted + text.slice(done);
}

/** How many characters around a find are looked at: enough for a currency. */
const CONTEXT = 12;

const CURRENCIES =
  'rp|idr|usd|eur|us\\$|\\$|€|£|rupiahs?|euros?|dollars?|dolar|dollari|juta|jt|ribu|rb|miliar|milyar|million[ei]?|billion|miliard[oi]|mila';
const CURRENCY_BEFORE = new RegExp(`(?<![\\p{L}])(?:${CURRENCIES})[.:]?\\s*$`, 'iu');
const CURRENCY_AFTER = new RegExp(`^\\s*(?:${CURRENCIES})(?![\\p{L}])`, 'iu');

/** Thousands separators of one kind throughout, as in 2.500.000.000. */
const GROUPED = /^[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

function isPersonalNumber(found: string, before: string, after: string): boolean {
  const isPhone = /^[+(]?0|^\+/.test(found);
  if (!isPhone && (GROUPED.test(found) || CURRENCY_BEFORE.test(before) || CURRENCY_AFTER.test(after))) return false;
  if (ISO_DATE.test(found)) return false;
  const groups = found.split(/\D+/).filter(Boolean);
  // "30 60 90 180 days" is a list of figures, not a number written in groups.
  const isList = /^[\d ]+$/.test(found) && groups.some((group, i) => i > 0 && group.length < 3);
  return isPhone || !isList;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
