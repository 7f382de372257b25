import { normaliseQuestion } from '../matching/normalise.ts';
import type { Asked, SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';
import { asShare, hashOfText } from '../mining/judging/text-hash.ts';
import type { LabelledQuestion } from './labelled-questions.ts';
import { labelsByWords } from './labels-by-words.ts';

/** Stands in for the night's model: knows the labels of a log, and errs with a given probability; always the same of a pair. */
export class LabelJudge implements SameAnswerJudge {
  readonly #labelOf: Map<string, string | undefined>;
  readonly #error: number;
  readonly #seed: number;
  readonly #verdicts = new Map<string, boolean>();

  /**
   * @param error the probability of an error, 0 to 1.
   * @param seed the same seed errs in the same way, in whichever order it is asked.
   */
  constructor(log: readonly LabelledQuestion[], error: number, seed: number) {
    this.#labelOf = labelsByWords(log);
    this.#error = error;
    this.#seed = seed + 1_000_003;
  }

  /** How many different pairs it was asked about, in all nights. */
  get pairsAsked(): number {
    return this.#verdicts.size;
  }

  async recall(a: Asked, b: Asked): Promise<boolean | undefined> {
    return this.#verdicts.get(wordsOf(a, b).join('\n'));
  }

  async isSameAnswer(a: Asked, b: Asked): Promise<boolean> {
    const words = wordsOf(a, b);
    const pair = words.join('\n');
    const [x, y] = words.map((text) => this.#labelOf.get(text));
    // Two questions that must not be answered are not therefore one.
    const isSame = x !== undefined && x === y;
    const verdict = asShare(hashOfText(pair, this.#seed)) < this.#error ? !isSame : isSame;
    this.#verdicts.set(pair, verdict);
    return verdict;
  }
}

/** The same for both orders. */
function wordsOf(a: Asked, b: Asked): string[] {
  return [normaliseQuestion(a.text), normaliseQuestion(b.text)].sort();
}
