import { PatientJudge } from './patient-judge.ts';
import type { MinedQuestion, SameAnswerJudge } from './same-answer-judge.ts';

/** How far a judge may be asked. */
export interface JudgeLimits {
  /** The most pairs that may be put to it, those included of which it is remembered what it said. */
  pairs: number;
  /** The most calls. */
  calls: number;
  signal?: AbortSignal;
}

/**
 * Puts pairs of rows to a judge, each pair once, and counts. A pair that the judge fails to speak on is left out; when it is given
 * up ({@link PatientJudge}), only what it is remembered to have said counts from then on.
 */
export class BudgetedJudge {
  readonly #judge: SameAnswerJudge;
  readonly #patient: PatientJudge;
  readonly #questions: readonly MinedQuestion[];
  readonly #limits: JudgeLimits;
  /** Also of those that are being asked about, so that no pair is asked about twice at the same time. */
  readonly #verdicts = new Map<number, Promise<boolean | undefined>>();
  #remembered = 0;
  #missing = 0;

  constructor(
    judge: SameAnswerJudge,
    questions: readonly MinedQuestion[],
    limits: JudgeLimits = { pairs: Number.POSITIVE_INFINITY, calls: Number.POSITIVE_INFINITY },
  ) {
    this.#judge = judge;
    this.#patient = new PatientJudge(judge, limits);
    this.#questions = questions;
    this.#limits = limits;
  }

  /** How many different pairs were put to the judge, remembered ones among them. */
  get pairs(): number {
    return this.#remembered + this.#patient.pairs;
  }

  /** Of how many of these it was remembered what the judge had said. */
  get remembered(): number {
    return this.#remembered;
  }

  /** Of how many pairs a verdict was wanted and there is none. */
  get missing(): number {
    return this.#missing;
  }

  /** Why the judge was given up, if it was. */
  get failure(): { error: unknown } | undefined {
    return this.#patient.failure;
  }

  /** How many more pairs may be put to the judge for sure, until a share (0 to 1) of all that is allowed is used up. */
  room(share = 1): number {
    const { pairs, calls } = this.#limits;
    return Math.floor(Math.max(0, Math.min(share * pairs - this.pairs, share * calls - this.#patient.calls)));
  }

  /** Whether a verdict on the pair can be had without asking. */
  async isRemembered(a: number, b: number): Promise<boolean> {
    return (await this.#judge.recall?.(this.#questions[a], this.#questions[b])) !== undefined;
  }

  /**
   * Whether one answer would serve the questions of both rows; undefined when there is no verdict.
   * @throws the signal's reason when it was aborted.
   */
  isSame(a: number, b: number): Promise<boolean | undefined> {
    const pair = Math.min(a, b) * this.#questions.length + Math.max(a, b);
    const known = this.#verdicts.get(pair);
    if (known) return known;
    const verdict = this.#verdictOn(a, b);
    this.#verdicts.set(pair, verdict);
    return verdict;
  }

  async #verdictOn(a: number, b: number): Promise<boolean | undefined> {
    this.#limits.signal?.throwIfAborted();
    const [x, y] = [this.#questions[a], this.#questions[b]];
    const said = await this.#judge.recall?.(x, y);
    if (said !== undefined) {
      this.#remembered++;
      return said;
    }
    const verdict = await this.#patient.verdictOn(x, y);
    if (verdict === undefined) this.#missing++;
    return verdict;
  }
}
