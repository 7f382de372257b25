import type { MinedQuestion } from './same-answer-judge.ts';
import type { SameGroupTest } from './same-group-test.ts';

/** What merging needs. */
export interface MergeParts extends SameGroupTest {
  questions: readonly MinedQuestion[];
  /** How many tests are made at the same time. */
  atOnce: number;
  /** No test once this share of what is allowed is used up, 0 to 1. */
  share: number;
}
