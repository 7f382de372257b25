import type { AnswerMetadata, AnswerSource, QuestionToAnswer } from '../golden/golden-answer.ts';

/** An answer as it was written, or why there is none. */
export type WritingResult =
  | { answer: string; sources: AnswerSource[]; metadata: AnswerMetadata; tokens: number }
  | { gap: string; tokens: number };

/** Writes the one answer that everybody gets who asks a cluster's question. */
export interface AnswerWriter {
  /** @throws whatever the model throws; the night notes it and goes on with the next cluster. */
  write(question: QuestionToAnswer, signal?: AbortSignal): Promise<WritingResult>;
}
