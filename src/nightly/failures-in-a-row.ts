import { MOST_FAILURES_IN_A_ROW } from './written-answers.ts';

/** Tells when a model is away: several questions have failed, one after the other. */
export class FailuresInARow {
  readonly #questions = new Set<number>();

  /** A question has failed. The same one again says nothing new. */
  add(question: number): void {
    this.#questions.add(question);
  }

  /** Something was written, or the model is given another chance. */
  forget(): void {
    this.#questions.clear();
  }

  /** Whether the model is taken to be away. */
  get areTooMany(): boolean {
    return this.#questions.size >= MOST_FAILURES_IN_A_ROW;
  }
}
