import { GoldsmithError } from '../errors.ts';

/** A body may hold so many values. Reading it takes time by their number, much more than by its length: a megabyte of text is read at once. */
export const MOST_VALUES = 5_000;

/** Shorter bodies cannot hold more, whatever is in them: each value takes two bytes, with its comma or bracket. */
const SHORT = 2 * MOST_VALUES;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const [COMMA, LIST, OBJECT] = [...',[{'].map((sign) => sign.charCodeAt(0));

/**
 * Whether a JSON text holds more than {@link MOST_VALUES} values: strings, numbers, lists and objects, however deep. It goes by the
 * commas and opening brackets outside of strings, and does not look whether the text is JSON at all.
 */
export function holdsTooManyValues(body: Uint8Array): boolean {
  if (body.length <= SHORT) return false;
  let values = 1;
  for (let at = 0; at < body.length; at++) {
    const sign = body[at];
    if (sign === QUOTE) at = endOfString(body, at);
    else if (sign === COMMA || sign === LIST || sign === OBJECT) values++;
    if (values > MOST_VALUES) return true;
  }
  return false;
}

/**
 * Refuses a body that would take long to read.
 * @throws GoldsmithError `too-large`.
 */
export function refuseManyValues(body: Uint8Array): void {
  if (!holdsTooManyValues(body)) return;
  const most = MOST_VALUES.toLocaleString('en');
  throw new GoldsmithError(
    'too-large',
    `The request is too large: its JSON may hold at most ${most} values. Send less.`,
  );
}

/** Where the quote stands that ends the string which begins here. */
function endOfString(body: Uint8Array, begin: number): number {
  let at = begin + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}
