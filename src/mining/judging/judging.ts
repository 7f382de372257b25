import type { BudgetedJudge } from './budgeted-judge.ts';
import type { JudgingLimits } from './judging-limits.ts';
import type { Lots } from './lots.ts';
import type { QuestionGroups } from './question-groups.ts';
import type { MinedQuestion } from './same-answer-judge.ts';

/** What the steps of judging work on. */
export interface Judging {
  questions: readonly MinedQuestion[];
  groups: QuestionGroups;
  /** For how many questions of the log each question stands when right and wrong are counted; 0 for those not looked at. */
  weights: Float64Array;
  judge: BudgetedJudge;
  /** How many pairs the judge is asked about at the same time. */
  atOnce: number;
  /** How often the judge errs, as estimated. */
  error: number;
  limits: JudgingLimits;
  lots: Lots;
  /** Told how many pairs were put to the judge, of how many at most. */
  onProgress?: (pairs: number, most: number) => void;
}
