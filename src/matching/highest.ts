/** Keeps the keys with the highest scores, each once and with its best score, as many as asked for: few, as it looks at all of them. */
export class Highest {
  /** Best first. */
  readonly keys: number[] = [];
  /** A score must be above this one to be kept; minus infinity as long as there are fewer keys than asked for. */
  least = Number.NEGATIVE_INFINITY;
  readonly #scores: number[] = [];
  readonly #most: number;

  /** @param most how many keys are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a key whose score is above {@link least}. Of equal scores the first stays first. */
  add(key: number, score: number): void {
    const { keys } = this;
    const scores = this.#scores;
    let at = 0;
    while (at < keys.length && keys[at] !== key) at++;
    if (at < keys.length && scores[at] >= score) return;
    // Its old place, a new one, or that of the last; from there it moves up.
    if (at === this.#most) at--;
    for (; at > 0 && scores[at - 1] < score; at--) {
      keys[at] = keys[at - 1];
      scores[at] = scores[at - 1];
    }
    keys[at] = key;
    scores[at] = score;
    if (keys.length === this.#most) this.least = scores[this.#most - 1];
  }
}
