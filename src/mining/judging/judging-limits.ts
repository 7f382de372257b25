/** Pairs per question that are put to the judge at most; beyond that more would gain little. */
const PAIRS_PER_QUESTION = 1.5;
/** So many are not too many for any log: of a small one few questions are alike, and each costs as much as in a large one. */
const PAIRS_OF_SMALL_LOG = 300;
/** Of the pairs per question, those kept for checking members that are in no doubt. */
const KEPT_FOR_AUDIT = 0.3;
/** And those of them that joining may take once all is settled. */
const FOR_LAST_MERGES = 0.05;

/** Which share of what is allowed may be used up by when. */
export const SHARE_USED = {
  /** Once the judge's error is known. */
  error: 0.5,
  /** Once clusters were joined. */
  merges: 0.5,
  /** Once the doubtful are settled. */
  beforeAudit: 1 - KEPT_FOR_AUDIT / PAIRS_PER_QUESTION,
  /** Once the settled groups were joined. */
  lastMerges: 1 - (KEPT_FOR_AUDIT - FOR_LAST_MERGES) / PAIRS_PER_QUESTION,
} as const;

/** So many questions are settled before what was learned of them counts for the next; fewer where it counts most. */
const WAVE = 128;
const WAVE_OF_SMALL_LOG = 8;

/** What the size of a log allows. */
export interface JudgingLimits {
  /** The most pairs that are put to the judge, whether it is asked or remembered. */
  pairs: number;
  /** So few questions that pairs are plenty. */
  isSmall: boolean;
  /** How many questions are settled at the same time. */
  wave: number;
}

/** The limits for so many questions. */
export function limitsFor(questions: number): JudgingLimits {
  const enough = Math.floor(PAIRS_PER_QUESTION * questions);
  const isSmall = enough < PAIRS_OF_SMALL_LOG;
  return { pairs: Math.max(enough, PAIRS_OF_SMALL_LOG), isSmall, wave: isSmall ? WAVE_OF_SMALL_LOG : WAVE };
}
