/** How likely a question in doubt belongs nowhere. */
export const NOWHERE_IN_DOUBT = 0.15;
/** For how many questions that counts where it is learned on the way. */
const COUNTS_FOR = 5;

/** Which share of the questions so far belonged nowhere; of the first few, as elsewhere, and never less. */
export class NowhereTally {
  #settled = 0;
  #nowhere = 0;

  get share(): number {
    const share = (NOWHERE_IN_DOUBT * COUNTS_FOR + this.#nowhere) / (COUNTS_FOR + this.#settled);
    return Math.max(NOWHERE_IN_DOUBT, share);
  }

  add(isNowhere: boolean): void {
    this.#settled++;
    if (isNowhere) this.#nowhere++;
  }
}
