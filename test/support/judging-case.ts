import { BudgetedJudge } from '../../src/mining/judging/budgeted-judge.ts';
import { Lots } from '../../src/mining/judging/lots.ts';
import type { Asked, MinedQuestion, SameAnswerJudge } from '../../src/mining/judging/same-answer-judge.ts';
import { asShare, hashOfText } from '../../src/mining/judging/text-hash.ts';
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

/** Knows what questions mean; errs with a probability, always the same way about a pair, and counts. */
export class ErringJudge implements SameAnswerJudge {
  calls = 0;
  readonly #meaningOf: Map<string, number>;
  readonly #error: number;
  readonly #seed: number;

  constructor({ questions, meanings }: Clumps, error: number, seed: number) {
    this.#meaningOf = new Map(questions.map(({ text }, i) => [text, meanings[i]]));
    this.#error = error;
    this.#seed = seed;
  }

  async isSameAnswer(a: Asked, b: Asked): Promise<boolean> {
    this.calls++;
    const isSame = this.#meaningOf.get(a.text) === this.#meaningOf.get(b.text);
    const errs = asShare(hashOfText([a.text, b.text].sort().join('\n'), this.#seed)) < this.#error;
    return errs ? !isSame : isSame;
  }
}

/** What another judge has said is remembered. */
export class MindfulJudge implements SameAnswerJudge {
  readonly #judge: SameAnswerJudge;
  readonly #said = new Map<string, boolean>();

  constructor(judge: SameAnswerJudge) {
    this.#judge = judge;
  }

  async recall(a: Asked, b: Asked): Promise<boolean | undefined> {
    return this.#said.get([a.text, b.text].sort().join('\n'));
  }

  async isSameAnswer(a: Asked, b: Asked, signal?: AbortSignal): Promise<boolean> {
    const verdict = await this.#judge.isSameAnswer(a, b, signal);
    this.#said.set([a.text, b.text].sort().join('\n'), verdict);
    return verdict;
  }
}

/** A judge of rows, of which only the meanings are known, and the lots of the rows. */
export function judgeOfRows(meanings: number[], error: number, seed: number): { judge: BudgetedJudge; lots: Lots } {
  const questions = meanings.map((_, i) => ({ text: String(i), vector: new Float32Array(1), language: undefined }));
  const judge = new BudgetedJudge(new ErringJudge({ questions, meanings }, error, seed), questions);
  return { judge, lots: new Lots(questions, seed) };
}

function pick<T>(from: ArrayLike<T>, random: () => number): T {
  return from[Math.floor(random() * from.length)];
}
