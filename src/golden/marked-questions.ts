import { dot } from '../matching/vectors.ts';
import type { ServedCounterExample } from './counter-examples.ts';
import { keptQuestion } from './kept-question.ts';

/**
 * The cosine from which a question counts as the twin of a marked one. Of pairs of different questions at least so alike
 * (all-MiniLM-L6-v2), 95% ask the same in Banking77's test set (1,559 pairs) and 99% in the example's log (128); between
 * 0.80 and 0.85 it is 80% and 87%.
 */
const TWIN = 0.9;

/** Which questions an answer is known to be wrong for. */
export class MarkedQuestions {
  readonly #byAnswer: Map<string, ServedCounterExample[]>;
  readonly #answerKeys: ReadonlyMap<number, string>;

  /** @param answerKeys per cluster a key of its answer: what is wrong of one cluster is wrong of all with the same answer. */
  constructor(counterExamples: readonly ServedCounterExample[], answerKeys: ReadonlyMap<number, string>) {
    this.#answerKeys = answerKeys;
    this.#byAnswer = Map.groupBy(counterExamples, ({ cluster }) => this.#keyOf(cluster));
  }

  /** Whether a cluster's answer is known to be wrong for any question. */
  isMarked(cluster: number): boolean {
    return this.#byAnswer.has(this.#keyOf(cluster));
  }

  /**
   * Whether a cluster's answer is known to be wrong for a question: marked in these words, or in some that mean the same.
   * @param vector the question's, unit length; without it only words count.
   */
  has(cluster: number, question: string, vector: Float32Array | undefined): boolean {
    const marked = this.#byAnswer.get(this.#keyOf(cluster));
    if (!marked) return false;
    const { normalised } = keptQuestion(question);
    return marked.some((one) => one.normalised === normalised || isTwin(one.vector, vector));
  }

  #keyOf(cluster: number): string {
    return this.#answerKeys.get(cluster) ?? String(cluster);
  }
}

/** Whether two questions mean the same, by their vectors: both of unit length and of one model. */
export function isTwin(a: Float32Array | undefined, b: Float32Array | undefined): boolean {
  return a !== undefined && b !== undefined && dot(a, b) >= TWIN;
}
