/** A question of the log as mining sees it. */
export interface MinedQuestion {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  /** Two-letter code, when it can be told. */
  language: string | undefined;
  /** How often it was asked; once unless told. */
  asked?: number;
}

/** A question as a judge sees it. */
export type Asked = Pick<MinedQuestion, 'text'>;

/** Says of two questions whether one answer would serve both. It may err; what it says of a pair it says again. */
export interface SameAnswerJudge {
  /** @throws GoldsmithError `model-failed` when it cannot be asked. */
  isSameAnswer(a: Asked, b: Asked, signal?: AbortSignal): Promise<boolean>;
  /** What it has said of the pair before, which costs nothing; undefined where it would have to be asked. */
  recall?(a: Asked, b: Asked): Promise<boolean | undefined>;
}
