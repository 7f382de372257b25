import { eld } from 'eld/small';

/** Codes of the detector that differ from ours: it knows Indonesian as Malay, its twin in writing. */
const DETECTOR_CODE: Record<string, string> = { id: 'ms' };

/** Tells in which of the configured languages a text is written. */
export class LanguageDetector {
  readonly #ours = new Map<string, string>();

  /** @param languages two-letter codes, such as en, it, id. */
  constructor(languages: string[]) {
    for (const language of languages) this.#ours.set(DETECTOR_CODE[language] ?? language, language);
  }

  /** The language's two-letter code, or undefined when the text is too short or too mixed to tell. */
  detect(text: string): string | undefined {
    // A single word is a name as often as not ("KITAS").
    if (!/\p{L}\P{L}+\p{L}/u.test(text)) return undefined;
    const detected = eld.detect(text);
    if (detected.isReliable() && !this.#ours.has(detected.language)) return undefined;
    const scores = Object.entries(detected.getScores())
      .filter(([code]) => this.#ours.has(code))
      .sort((a, b) => b[1] - a[1]);
    const [best, next] = scores;
    if (!best || (next && best[1] - next[1] < LEAST_LEAD)) return undefined;
    return this.#ours.get(best[0]);
  }
}

/** By how much the best language's score must lead; below it, mixed sentences ("berapa biaya KITAS for my wife?") are guesses. */
const LEAST_LEAD = 0.03;
