/** An answer without its citations, and what they named. */
export interface CitedAnswer {
  text: string;
  /** Indices of the sources, from 0, in the order in which they are first cited; undefined when none is. */
  used: number[] | undefined;
}

/** What a model is told so that {@link CitedSources} can tell which sources its answer rests on. */
export const ASK_FOR_CITATIONS =
  'End each sentence with the numbers of the sources it rests on in square brackets, such as [1] or [2, 3].';

/** A citation with the spaces around it: [1], [1, 2], [1-3], [^1], [source 1]; no Markdown link. */
const CITATION =
  /^[ \t]*\[\^?(?:source )?(?<numbers>\d{1,3}(?:\s{0,2}[,;–-]\s{0,2}\d{1,3}){0,20})\](?!\()(?<after>[ \t]*)(?![ \t])/i;
/** What may yet become one: each beginning of it, and itself until it is clear what follows. */
const BEGUN_CITATION =
  /^[ \t]*(?:\[(?:\^?(?:s|so|sou|sour|sourc|source|source (?:\d[\d\s,;–-]{0,170}(?:\][ \t]*)?)?|\d[\d\s,;–-]{0,170}(?:\][ \t]*)?)?)?)?$/i;
/** Code in a line, and what may yet become it. */
const CODE = /^`[^`\n]*`/;
const BEGUN_CODE = /^`(?:`|[^`\n]*)$/;
const FENCE = '```';
const PLAIN = /^[^`[ \t]+/;

/**
 * Takes the citations out of an answer, which may come in pieces: what may yet become one is held back. Code stays as it is, and so
 * does what names a source that was not given. The pieces together are the answer without the spaces around it.
 */
export class CitedSources {
  readonly #sources: number;
  readonly #used = new Set<number>();
  /** What came and is not clear yet. */
  #held = '';
  /** What is clear and goes out with what follows it: spaces. */
  #spaces = '';
  /** What the last thing that was let go ended with; an answer begins a line. */
  #last = '\n';
  #hasBegun = false;
  #inFence = false;

  /** @param sources how many were given to the model, numbered from 1. */
  constructor(sources: number) {
    this.#sources = sources;
  }

  /** Takes the next piece. Returns what may go out now; often nothing. */
  take(piece: string): string {
    this.#held += piece;
    return this.#letGo(false);
  }

  /** The answer is at its end. Returns what of it has not gone out. */
  end(): string {
    return this.#letGo(true);
  }

  /** Indices of the sources, from 0, in the order in which they are first cited; undefined when none is. */
  get used(): number[] | undefined {
    return this.#used.size > 0 ? [...this.#used] : undefined;
  }

  #letGo(isEnd: boolean): string {
    let text = '';
    while (this.#held !== '') {
      const next = this.#next(isEnd);
      if (next === undefined) break;
      this.#held = this.#held.slice(next.length);
      const shown = next.shown ?? '';
      text += shown;
      this.#last = shown.at(-1) ?? this.#last;
    }
    return this.#withoutOuterSpaces(text);
  }

  /** How much of what is held is clear, and what is shown of it; undefined when nothing is. */
  #next(isEnd: boolean): { length: number; shown?: string } | undefined {
    const held = this.#held;
    const asItIs = (length: number) => ({ length, shown: held.slice(0, length) });
    if (this.#inFence) return this.#nextOfFence(isEnd);
    const plain = PLAIN.exec(held)?.[0];
    if (plain) return asItIs(plain.length);
    if (held.startsWith(FENCE)) {
      this.#inFence = true;
      return asItIs(FENCE.length);
    }
    const code = CODE.exec(held)?.[0];
    // Two marks may be the beginning of three.
    if (code && (code.length > 2 || held.length > 2 || isEnd)) return asItIs(code.length);
    if (!isEnd && (BEGUN_CODE.test(held) || BEGUN_CITATION.test(held))) return undefined;
    return this.#citation() ?? asItIs(/^[ \t]+/.exec(held)?.[0].length ?? 1);
  }

  /** In a fence all is clear but what may be the beginning of its end. */
  #nextOfFence(isEnd: boolean): { length: number; shown: string } | undefined {
    const end = this.#held.indexOf(FENCE);
    if (end >= 0) this.#inFence = false;
    const open = isEnd ? '' : (/`{1,2}$/.exec(this.#held)?.[0] ?? '');
    const length = end >= 0 ? end + FENCE.length : this.#held.length - open.length;
    return length > 0 ? { length, shown: this.#held.slice(0, length) } : undefined;
  }

  #citation(): { length: number; shown?: string } | undefined {
    const found = CITATION.exec(this.#held);
    if (!found?.groups) return undefined;
    const cited = numbersOf(found.groups.numbers);
    if (cited.length === 0 || cited.some((number) => number < 1 || number > this.#sources)) return undefined;
    for (const number of cited) this.#used.add(number - 1);
    return { length: found[0].length, shown: this.#last === '\n' ? '' : found.groups.after };
  }

  #withoutOuterSpaces(text: string): string {
    const all = this.#spaces + text;
    const clear = this.#hasBegun ? all : all.trimStart();
    const shown = clear.trimEnd();
    this.#spaces = clear.slice(shown.length);
    this.#hasBegun ||= shown !== '';
    return shown;
  }
}

/**
 * Takes the citations out of a whole answer.
 * @param sources how many were given to the model, numbered from 1.
 */
export function citedSources(answer: string, sources: number): CitedAnswer {
  const cited = new CitedSources(sources);
  const text = cited.take(answer) + cited.end();
  return { text, used: cited.used };
}

/** The numbers of a list such as "1, 3-5". */
function numbersOf(list: string): number[] {
  return list.split(/\s*[,;]\s*/).flatMap((part) => {
    const [from, to = from] = part.split(/\s*[–-]\s*/).map(Number);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}
