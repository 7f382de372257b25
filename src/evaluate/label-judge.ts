import { normaliseQuestion } from '../matching/normalise.ts';
import type { Asked, SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';
import { SeededRandom } from '../mining/judging/seeded-random.ts';
import type { LabelledQuestion } from './labelled-questions.ts';
import { labelsByWords } from './labels-by-words.ts';

/** Stands in for the night's model: knows the labels of a log, and errs with a given probability; always the same of a pair. */
export class LabelJudge implements SameAnswerJudge {
  readonly #labelOf: Map<string, string | undefined>;
  readonly #error: number;
  readonly #random: SeededRandom;
  readonly #verdicts = new Map<string, boolean>();

  /**
   * @param error the probability of an error, 0 to 1.
   * @param seed the same seed errs in the same way.
   */
  constructor(log: readonly LabelledQuestion[], error: number, seed: number) {
    this.#labelOf = labelsByWords(log);
    this.#error = error;
    this.#random = new SeededRandom(seed + 1_000_003);
  }

  /** How many different pairs it was asked about, in all nights. */
  get pairsAsked(): number {
    return this.#verdicts.size;
  }

  async isSameAnswer(a: Asked, b: Asked): Promise<boolean> {
    const words = [normaliseQuestion(a.text), normaliseQuestion(b.text)].sort();
    const pair = words.join('\n');
    let verdict = this.#verdicts.get(pair);
    if (verdict === undefined) {
      const [x, y] = words.map((text) => this.#labelOf.get(text));
      // Two questions that must not be answered are not therefore one.
      const isSame = x !== undefined && x === y;
      verdict = this.#random.next() < this.#error ? !isSame : isSame;
      this.#verdicts.set(pair, verdict);
    }
    return verdict;
  }
}
