import type { BudgetedJudge } from './budgeted-judge.ts';
import type { JudgingLimits } from './judging-limits.ts';
import type { QuestionGroups } from './question-groups.ts';
import type { MinedQuestion } from './same-answer-judge.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What the steps of judging work on. */
export interface Judging {
  questions: readonly MinedQuestion[];
  groups: QuestionGroups;
  /** For how many questions of the log each question stands when right and wrong are counted; 0 for those not looked at. */
  weights: Float64Array;
  judge: BudgetedJudge;
  /** How often the judge errs, as estimated. */
  error: number;
  limits: JudgingLimits;
  random: SeededRandom;
  onProgress?: (calls: number, limit: number) => void;
}
