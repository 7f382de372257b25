import type { MinedQuestion } from './same-answer-judge.ts';
import { asShare, hashOfText, mixed } from './text-hash.ts';

/** What lots are drawn for; those of one purpose say nothing of those of another. */
const PURPOSES = { error: 1, merge: 2, settle: 3, audit: 4, use: 5, pair: 6, choice: 7 } as const;

/**
 * Chance that depends on a seed and the questions' texts alone: not on their places in the log, nor on the order of asking. So a
 * log that has grown a little draws nearly the same sample, and most of what the judge said in the last night is of use
 * ("permanent random numbers", Ohlsson 1995); and calls may overlap without changing what comes out.
 *
 * Each pair is kept for one use: to test groups, or to settle one of its two questions. So a verdict that made two groups one is
 * not called as a witness when their members are checked, though remembered verdicts go first.
 */
export class Lots {
  readonly #hashes: Uint32Array;

  /** @param seed a whole number. */
  constructor(questions: readonly Pick<MinedQuestion, 'text'>[], seed: number) {
    this.#hashes = Uint32Array.from(questions, ({ text }) => hashOfText(text, seed));
  }

  /** A question's lot, 0 to 1. */
  ofRow(row: number, purpose: 'error' | 'merge' | 'settle' | 'audit'): number {
    return asShare(mixed(this.#hashes[row], PURPOSES[purpose]));
  }

  /** The lot of a pair, whichever way round, to test groups by: 0 to 1 if it is kept for that, 1 to 2 if it is not. */
  ofPair(a: number, b: number): number {
    const pair = this.#pair(a, b);
    return asShare(mixed(pair, PURPOSES.pair)) + (useOf(pair) === 'groups' ? 0 : 1);
  }

  /**
   * The lot of a pair to settle the question of `row` by: 0 to 1 if it is kept for that, 1 to 2 if it is kept for the other
   * question, 2 to 3 if it is to test groups.
   */
  ofChoice(row: number, other: number): number {
    const pair = this.#pair(row, other);
    const own = this.#hashes[row] < this.#hashes[other] ? 'lower' : 'higher';
    const use = useOf(pair);
    const rank = use === own ? 0 : use === 'groups' ? 2 : 1;
    return asShare(mixed(pair, PURPOSES.choice)) + rank;
  }

  #pair(a: number, b: number): number {
    const [x, y] = [this.#hashes[a], this.#hashes[b]];
    return x < y ? mixed(x, y) : mixed(y, x);
  }
}

/** What a pair is kept for: `lower` and `higher` tell which of its questions, by their hashes, it may settle. */
const USES = ['groups', 'lower', 'higher'] as const;

function useOf(pair: number): (typeof USES)[number] {
  return USES[mixed(pair, PURPOSES.use) % USES.length];
}
