import { UNANSWERABLE } from './language-model.ts';

/** The word at the beginning, alone or in marks, as in "**UNANSWERABLE**". */
const UNANSWERED = new RegExp(`^[^\\p{L}]*${UNANSWERABLE}(?!\\p{L})`, 'u');
/** Some models write it in their own way, or give a reason before it. */
const NOTHING_ELSE = new RegExp(`^[^\\p{L}]*${UNANSWERABLE}[^\\p{L}]*$`, 'iu');
const AT_THE_END = new RegExp(`(?<!\\p{L})${UNANSWERABLE}[^\\p{L}]*$`, 'u');

/** Whether a model's whole text says that there is no answer. */
export function isNoAnswer(text: string): boolean {
  return text.trim() === '' || [UNANSWERED, NOTHING_ELSE, AT_THE_END].some((pattern) => pattern.test(text));
}

/**
 * An answer that comes in pieces, of which no more is let go than is certain to be part of it: nothing while it may still
 * turn out to be {@link UNANSWERABLE}, and no spaces until something follows them.
 */
export class HeldBackText {
  #text = '';
  #released = 0;

  /** Takes the next piece. Returns what may go out now; often nothing. */
  take(piece: string): string {
    this.#text += piece;
    return mayBeNoAnswer(this.#text) ? '' : this.#release(this.#text.trimEnd().length);
  }

  /** The answer is at its end. Returns what of it has not gone out. */
  end(): string {
    return this.text === undefined ? '' : this.#release(this.#text.trimEnd().length);
  }

  /** All that has come, without the spaces around it; undefined when it says that there is no answer. */
  get text(): string | undefined {
    return this.#released === 0 && isNoAnswer(this.#text) ? undefined : this.#text.trim();
  }

  #release(until: number): string {
    const from = Math.max(this.#released, this.#text.length - this.#text.trimStart().length);
    if (until <= from) return '';
    this.#released = until;
    return this.#text.slice(from, until);
  }
}

/** Whether a text that is not at its end may yet say that there is no answer. */
function mayBeNoAnswer(text: string): boolean {
  const start = text.search(/\p{L}/u);
  if (start < 0) return true;
  const isBeginning = UNANSWERABLE.startsWith(text.slice(start).toUpperCase());
  return isBeginning || UNANSWERED.test(text) || NOTHING_ELSE.test(text);
}
