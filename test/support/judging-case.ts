import { BudgetedJudge } from '../../src/mining/judging/budgeted-judge.ts';
import type { Asked, MinedQuestion, SameAnswerJudge } from '../../src/mining/judging/same-answer-judge.ts';
import { seededRandom, vectorsInClumps } from './vectors-in-clumps.ts';

/** Questions and what each of them means. */
export interface Clumps {
  questions: MinedQuestion[];
  meanings: number[];
}

/** Invented questions in clumps of the given sizes: each clump has its direction and its words, and shares some with all. */
export function questionsInClumps(seed: number, sizes: number[]): Clumps {
  const random = seededRandom(seed);
  const word = () => Array.from({ length: 3 }, () => pick('bdfgklmnprst', random) + pick('aeiou', random)).join('');
  const common = Array.from({ length: 20 }, word);
  const vectors = vectorsInClumps(seed, sizes, 48, 0.6);
  const texts = sizes.flatMap((size) => {
    const own = Array.from({ length: 6 }, word);
    return Array.from({ length: size }, (_, i) =>
      [pick(common, random), pick(own, random), pick(own, random), pick(common, random), String(i)].join(' '),
    );
  });
  return {
    questions: vectors.map((vector, i) => ({ text: texts[i], vector, language: 'en' })),
    meanings: sizes.flatMap((size, meaning) => new Array<number>(size).fill(meaning)),
  };
}

/** Knows what questions mean; errs with a probability, and counts. */
export class ErringJudge implements SameAnswerJudge {
  calls = 0;
  readonly #meaningOf: Map<Asked, number>;
  readonly #error: number;
  readonly #random: () => number;

  constructor({ questions, meanings }: Clumps, error: number, seed: number) {
    this.#meaningOf = new Map(questions.map((question, i) => [question, meanings[i]]));
    this.#error = error;
    this.#random = seededRandom(seed);
  }

  async isSameAnswer(a: Asked, b: Asked): Promise<boolean> {
    this.calls++;
    const isSame = this.#meaningOf.get(a) === this.#meaningOf.get(b);
    return this.#random() < this.#error ? !isSame : isSame;
  }
}

/** A judge of rows, of which only the meanings are known. */
export function judgeOfRows(meanings: number[], error: number, seed: number): BudgetedJudge {
  const questions = meanings.map((_, i) => ({ text: String(i), vector: new Float32Array(1), language: undefined }));
  return new BudgetedJudge(new ErringJudge({ questions, meanings }, error, seed), questions);
}

function pick<T>(from: ArrayLike<T>, random: () => number): T {
  return from[Math.floor(random() * from.length)];
}
