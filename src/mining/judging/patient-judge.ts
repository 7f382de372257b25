import { FailureTally } from './failure-tally.ts';
import type { Asked, SameAnswerJudge } from './same-answer-judge.ts';

/** How far a judge may be asked. */
export interface PatienceLimits {
  /** The most calls; any number unless set. */
  calls?: number;
  signal?: AbortSignal;
}

/** How often a pair is asked about when the judge fails to say. */
const TRIES = 2;

/**
 * Bears with a judge that fails now and then: a pair that it fails to speak on, also when asked once more, has no verdict. When
 * too many fail the judge is given up, and is asked no more.
 */
export class PatientJudge {
  readonly #judge: SameAnswerJudge;
  readonly #limits: PatienceLimits;
  readonly #tally = new FailureTally();
  #calls = 0;
  #pairs = 0;
  #failure: { error: unknown } | undefined;

  constructor(judge: SameAnswerJudge, limits: PatienceLimits = {}) {
    this.#judge = judge;
    this.#limits = limits;
  }

  /** How often the judge was called. */
  get calls(): number {
    return this.#calls;
  }

  /** About how many pairs. */
  get pairs(): number {
    return this.#pairs;
  }

  /** Why the judge was given up, if it was: its last error. */
  get failure(): { error: unknown } | undefined {
    return this.#failure;
  }

  /**
   * Whether one answer would serve both; undefined when there is no verdict.
   * @throws the signal's reason when it was aborted.
   */
  async verdictOn(a: Asked, b: Asked): Promise<boolean | undefined> {
    const { calls = Number.POSITIVE_INFINITY, signal } = this.#limits;
    let failed: { error: unknown } | undefined;
    for (let tried = 0; tried < TRIES; tried++) {
      signal?.throwIfAborted();
      if (this.#failure || this.#calls >= calls) break;
      this.#calls++;
      if (tried === 0) this.#pairs++;
      try {
        const verdict = await this.#judge.isSameAnswer(a, b, signal);
        this.#tally.add(false);
        return verdict;
      } catch (error) {
        signal?.throwIfAborted();
        failed = { error };
      }
    }
    if (failed) this.#giveUpIfNeeded(failed);
    return undefined;
  }

  #giveUpIfNeeded(failed: { error: unknown }): void {
    this.#tally.add(true);
    if (this.#tally.isTooMany) this.#failure ??= failed;
  }
}
