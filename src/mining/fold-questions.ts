/** One question as it was asked, redacted. */
export interface AskedQuestion {
  text: string;
  /** Its normalised form: questions with the same one are the same words. */
  normalised: string;
  userId: string;
  conversationId: string;
  askedAt: Date;
}

/** All askings of the same words. */
export interface FoldedQuestion {
  normalised: string;
  /** The wording that was written most often among those that normalise alike. */
  text: string;
  asked: number;
  /** First time of asking per user. */
  users: Map<string, Date>;
  /** Those in which it was asked. */
  conversations: Set<string>;
}

/** Folds questions of the same words into one, with counts. In order of first appearance. */
export class QuestionFolder {
  readonly #folded = new Map<string, FoldedQuestion & { wordings: Map<string, number> }>();

  add({ text, normalised, userId, conversationId, askedAt }: AskedQuestion): void {
    let folded = this.#folded.get(normalised);
    if (!folded) {
      folded = { normalised, text, asked: 0, users: new Map(), conversations: new Set(), wordings: new Map() };
      this.#folded.set(normalised, folded);
    }
    folded.asked++;
    folded.conversations.add(conversationId);
    const first = folded.users.get(userId);
    if (!first || askedAt < first) folded.users.set(userId, askedAt);
    const times = (folded.wordings.get(text) ?? 0) + 1;
    folded.wordings.set(text, times);
    if (times > (folded.wordings.get(folded.text) ?? 0)) folded.text = text;
  }

  result(): FoldedQuestion[] {
    return [...this.#folded.values()].map(({ wordings, ...folded }) => folded);
  }
}
