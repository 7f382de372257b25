import type { MinedQuestion, SameAnswerJudge } from './same-answer-judge.ts';

/** Asks a judge about pairs of rows, each pair once, and counts. */
export class BudgetedJudge {
  readonly #judge: SameAnswerJudge;
  readonly #questions: readonly MinedQuestion[];
  readonly #verdicts = new Map<number, boolean>();
  readonly #signal: AbortSignal | undefined;

  constructor(judge: SameAnswerJudge, questions: readonly MinedQuestion[], signal?: AbortSignal) {
    this.#judge = judge;
    this.#questions = questions;
    this.#signal = signal;
  }

  /** How many different pairs were asked about. */
  get calls(): number {
    return this.#verdicts.size;
  }

  /** Whether one answer would serve the questions of both rows. */
  async isSame(a: number, b: number): Promise<boolean> {
    const pair = Math.min(a, b) * this.#questions.length + Math.max(a, b);
    const known = this.#verdicts.get(pair);
    if (known !== undefined) return known;
    const verdict = await this.#judge.isSameAnswer(this.#questions[a], this.#questions[b], this.#signal);
    this.#verdicts.set(pair, verdict);
    return verdict;
  }
}
