import type { SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';

/** Who is asked whether two questions mean the same, and how often at most. */
export interface NightJudge {
  judge: SameAnswerJudge;
  /** Calls a night; what the judge is remembered to have said costs none. */
  budget: number;
  /** How many pairs it is asked about at the same time; 8 unless set. */
  atOnce?: number;
  seed?: number;
}
