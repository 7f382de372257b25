import { auditSure } from './audit-sure.ts';
import { BudgetedJudge } from './budgeted-judge.ts';
import { confusionsAmong } from './confusions.ts';
import { type Belief, crossExamine } from './cross-examine.ts';
import { estimateJudgeError } from './judge-error.ts';
import type { Judging } from './judging.ts';
import { limitsFor, SHARE_USED } from './judging-limits.ts';
import { Lots } from './lots.ts';
import { mergeClusters } from './merge-clusters.ts';
import { mergeConfused } from './merge-confused.ts';
import { QuestionGroups } from './question-groups.ts';
import type { MinedQuestion, SameAnswerJudge } from './same-answer-judge.ts';
import { settleDoubtful } from './settle-doubtful.ts';
import { splitClusters } from './split-clusters.ts';

/** How far the judge may be asked. */
export interface JudgingOptions {
  /**
   * The most calls to the judge. No more than 1.5 pairs per question are put to it, but in small logs, as more would gain
   * little; those of which it is remembered what it said are among them and cost no call.
   */
  budget: number;
  /** How often a group's questions must have been asked. */
  least: number;
  /** How many pairs it is asked about at the same time; 8 unless set. What comes out does not depend on it. */
  atOnce?: number;
  seed?: number;
  signal?: AbortSignal;
  /** Told how many pairs were put to the judge, of how many at most. */
  onProgress?: (pairs: number, most: number) => void;
}

/** What the judge made of the clusters. */
export interface JudgedClusters {
  /** The group of each question, negative for none. */
  groupOf: Int32Array;
  /**
   * For how many questions of the log each question stands when right and wrong are counted: 0 for those that were not
   * looked at. Of a question that counts it is known whether it belongs to its group, or to none. Undefined when so many
   * verdicts are missing that nothing can be counted: the groups then are those whose members the judge had spoken on.
   */
  weights: Float64Array | undefined;
  /** Pairs put to the judge. */
  judgeCalls: number;
  /** Those of them of which it was remembered what it had said. */
  judgeRemembered: number;
  /** How often the judge errs, as estimated. */
  judgeError: number;
  /** Why the judge was given up, if it was. */
  failure: { error: unknown } | undefined;
}

const AT_ONCE = 8;

/** Of a judge that was given up this share of the verdicts that were wanted may be missing. */
const MISSING = 0.2;

/**
 * Has a judge that errs now and then put clusters right: those of two meanings are split, those that mean the same are joined; questions in doubt, also
 * those in no cluster, are settled one by one; of the members in no doubt a sample is checked. What was settled or checked is
 * the ground on which the matcher's error is counted: the traffic as it is, not the easy part that clusters by itself.
 * @param clusters a label per question, negative for none.
 * @throws the signal's reason when it was aborted. A judge that fails is no error, see {@link JudgedClusters.failure}.
 */
export async function judgeClusters(
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  judge: SameAnswerJudge,
  options: JudgingOptions,
): Promise<JudgedClusters> {
  const judging = start(questions, clusters, judge, options);
  const examine = () => {
    options.onProgress?.(judging.judge.pairs, judging.judge.pairs + judging.judge.room());
    return crossExamine(questions, judging.groups.of, options.signal);
  };

  judging.error = await estimateJudgeError(judging, clusters, judging.judge.room(SHARE_USED.error));
  await splitAndJoin(judging);
  await joinConfused(judging, await examine(), SHARE_USED.merges);
  const doubtful = await settleDoubtful(judging, await examine());
  await joinConfused(judging, await examine(), SHARE_USED.lastMerges);
  await auditSure(judging, await examine(), doubtful);

  return outcomeOf(judging);
}

function start(
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  judge: SameAnswerJudge,
  { budget, least, atOnce = AT_ONCE, seed = 1, signal, onProgress }: JudgingOptions,
): Judging {
  const limits = limitsFor(questions.length);
  return {
    questions,
    groups: new QuestionGroups(questions, clusters, least),
    weights: new Float64Array(questions.length),
    judge: new BudgetedJudge(judge, questions, { pairs: limits.pairs, calls: budget, signal }),
    atOnce,
    error: Number.NaN, // Until it is estimated.
    limits,
    lots: new Lots(questions, seed),
    onProgress,
  };
}

/** Splits clusters that hold two meanings and joins those that mean the same; what was not asked enough to be one is in none. */
async function splitAndJoin(judging: Judging): Promise<void> {
  const { groups } = judging;
  const clusters = [...groups.rows().values()].filter((rows) => groups.isAskedEnough(rows));
  const parts = { ...judging, share: SHARE_USED.merges };
  groups.set(await mergeClusters(parts, await splitClusters(parts, clusters)));
}

/** Joins groups whose members the matcher would put into each other. */
async function joinConfused(judging: Judging, beliefs: readonly Belief[], share: number): Promise<void> {
  const { groups } = judging;
  const rows = groups.rows();
  groups.set(await mergeConfused({ ...judging, share }, [...rows.values()], confusionsAmong(rows, beliefs)));
}

function outcomeOf({ groups, judge, weights, error }: Judging): JudgedClusters {
  const isSound = !judge.failure || judge.missing <= MISSING * (judge.pairs + judge.missing);
  return {
    groupOf: groups.of,
    weights: isSound ? weights : undefined,
    judgeCalls: judge.pairs,
    judgeRemembered: judge.remembered,
    judgeError: error,
    failure: judge.failure,
  };
}
