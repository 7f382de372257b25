/** Pairs per question that the judge is asked about at most. */
const CALLS_PER_QUESTION = 1.5;
/** So many are not too many for any log: of a small one few questions are alike, and each costs as much as in a large one. */
const CALLS_OF_SMALL_LOG = 300;
/** Of these, pairs per question kept for checking members that are in no doubt. */
const KEPT_FOR_AUDIT = 0.3;
/** Pairs per question of what is kept that joining may take once all is settled. */
const FOR_LAST_MERGES = 0.05;

/** How many pairs the judge may have been asked about by when. */
export interface JudgingLimits {
  /** At the end. */
  all: number;
  /** Once its error is known. */
  error: number;
  /** Once the doubtful are settled. */
  beforeAudit: number;
  /** Once the settled groups were joined. */
  lastMerges: number;
  /** So few questions that calls are plenty. */
  isSmall: boolean;
}

/** The limits for so many questions and a budget of so many pairs. */
export function limitsFor(questions: number, budget: number): JudgingLimits {
  const enough = Math.floor(CALLS_PER_QUESTION * questions);
  const all = Math.min(budget, Math.max(enough, CALLS_OF_SMALL_LOG));
  const beforeAudit = Math.floor(all * (1 - KEPT_FOR_AUDIT / CALLS_PER_QUESTION));
  return {
    all,
    error: Math.floor(all / 2),
    beforeAudit,
    lastMerges: beforeAudit + FOR_LAST_MERGES * questions,
    isSmall: enough < CALLS_OF_SMALL_LOG,
  };
}
