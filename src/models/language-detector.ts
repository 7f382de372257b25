import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { withoutGreeting } from '../matching/greetings.ts';

/** Codes of the detector that differ from ours: it knows Indonesian as Malay, its twin in writing. */
const DETECTOR_CODE: Record<string, string> = { id: 'ms' };

type Eld = typeof import('eld/small').eld;

/** The module of eld that its entries are made of. */
interface EldModule {
  createEld(): { instance: Eld; loadData(tables: unknown): void };
}

let loaded: Eld | undefined;

/**
 * Loads the detector when it is needed first: most commands never need it. Its entries load their tables as a program, which takes
 * four times as long as the same in JSON, and three times the memory: so it is made of its parts here.
 */
function eld(): Eld {
  loaded ??= loadEld();
  return loaded;
}

function loadEld(): Eld {
  const require = createRequire(import.meta.url);
  const module = new URL('../languageDetector.js', import.meta.resolve('eld/small'));
  const { createEld } = require(fileURLToPath(module)) as EldModule;
  const { instance, loadData } = createEld();
  loadData(JSON.parse(readFileSync(new URL('../../models/eld-small/ngrams.json', import.meta.url), 'utf8')));
  return instance;
}

/** Tells in which of the configured languages a text is written. */
export class LanguageDetector {
  readonly #ours = new Map<string, string>();

  /** @param languages two-letter codes, such as en, it, id. */
  constructor(languages: string[]) {
    for (const language of languages) this.#ours.set(DETECTOR_CODE[language] ?? language, language);
  }

  /** Gets ready, so that the first question need not wait for it. */
  load(): void {
    eld();
  }

  /**
   * The language's two-letter code, or undefined when the text is too short or too mixed to tell. One that is not
   * configured is told only when it is much more likely than those that are. A greeting counts where there is little else
   * ("ciao, KITAS?"): with a sentence after it, that is what was asked ("halo, how much is a KITAS?").
   */
  detect(text: string): string | undefined {
    const asked = withoutGreeting(text);
    return this.#detectIn(hasTwoWords(asked) ? asked : text);
  }

  #detectIn(text: string): string | undefined {
    if (!hasTwoWords(text)) return undefined;
    const scores = Object.entries(eld().detect(text).getScores()).sort((a, b) => b[1] - a[1]);
    const [best, next] = scores.filter(([code]) => this.#ours.has(code));
    const [top] = scores;
    if (top && !this.#ours.has(top[0]) && isForeign(top[1], best?.[1] ?? 0)) return top[0];
    if (!best || (next && best[1] - next[1] < LEAST_LEAD)) return undefined;
    return this.#ours.get(best[0]);
  }
}

/** A single word is a name as often as not ("KITAS", "E33G"). */
function hasTwoWords(text: string): boolean {
  return /\p{L}[^\p{L}\p{N}]+\p{L}/u.test(text);
}

/** By how much the best language's score must lead; below it, mixed sentences ("berapa biaya KITAS for my wife?") are guesses. */
const LEAST_LEAD = 0.03;

/** By how much a language that is not configured must lead those that are, and its own least score. */
const FOREIGN_LEAD = 0.1;
const FOREIGN_SCORE = 0.7;

/**
 * Of xSID's 2,400 questions in English, Italian and Indonesian this takes 3 for foreign, without the least score 12; of 24
 * short questions in nine other languages it knows 20, with and without.
 */
function isForeign(score: number, ours: number): boolean {
  return score >= FOREIGN_SCORE && score - ours >= FOREIGN_LEAD;
}
