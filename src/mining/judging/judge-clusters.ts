import { auditSure } from './audit-sure.ts';
import { BudgetedJudge } from './budgeted-judge.ts';
import { confusionsAmong } from './confusions.ts';
import { type Belief, crossExamine } from './cross-examine.ts';
import { estimateJudgeError } from './judge-error.ts';
import type { Judging } from './judging.ts';
import { limitsFor } from './judging-limits.ts';
import { type MergeParts, mergeClusters, mergeConfused } from './merge-groups.ts';
import { QuestionGroups } from './question-groups.ts';
import type { MinedQuestion, SameAnswerJudge } from './same-answer-judge.ts';
import { MOST_PAIRS_OF_TEST } from './same-group-test.ts';
import { SeededRandom } from './seeded-random.ts';
import { settleDoubtful } from './settle-doubtful.ts';

/** How far the judge may be asked. */
export interface JudgingOptions {
  /** The most pairs the judge may be asked about; beyond 1.5 a question more would gain little, but in small logs. */
  budget: number;
  /** How often a group's questions must have been asked. */
  least: number;
  seed?: number;
  signal?: AbortSignal;
  onProgress?: (calls: number, limit: number) => void;
}

/** What the judge made of the clusters. */
export interface JudgedClusters {
  /** The group of each question, negative for none. */
  groupOf: Int32Array;
  /**
   * For how many questions of the log each question stands when right and wrong are counted: 0 for those that were not
   * looked at. Of a question that counts it is known whether it belongs to its group, or to none.
   */
  weights: Float64Array;
  judgeCalls: number;
  /** How often the judge errs, as estimated. */
  judgeError: number;
}

/**
 * Has a judge that errs now and then put clusters right: clusters that mean the same are joined; questions in doubt, also
 * those in no cluster, are settled one by one; of the members in no doubt a sample is checked. What was settled or checked is
 * the ground on which the matcher's error is counted: the traffic as it is, not the easy part that clusters by itself.
 * @param clusters a label per question, negative for none.
 */
export async function judgeClusters(
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  judge: SameAnswerJudge,
  options: JudgingOptions,
): Promise<JudgedClusters> {
  const judging = start(questions, clusters, judge, options);
  const { limits, groups } = judging;
  const examine = () => {
    options.onProgress?.(judging.judge.calls, limits.all);
    return crossExamine(questions, groups.of, options.signal);
  };

  judging.error = await estimateJudgeError(judging.judge, questions, clusters, judging.random, limits.error);
  await joinClusters(judging);
  await joinConfused(judging, await examine(), limits.beforeAudit);
  const doubtful = await settleDoubtful(judging, await examine());
  await joinConfused(judging, await examine(), limits.lastMerges);
  await auditSure(judging, await examine(), doubtful);

  return {
    groupOf: groups.of,
    weights: judging.weights,
    judgeCalls: judging.judge.calls,
    judgeError: judging.error,
  };
}

function start(
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  judge: SameAnswerJudge,
  { budget, least, seed = 1, signal, onProgress }: JudgingOptions,
): Judging {
  return {
    questions,
    groups: new QuestionGroups(questions, clusters, least),
    weights: new Float64Array(questions.length),
    judge: new BudgetedJudge(judge, questions, signal),
    error: Number.NaN, // Until it is estimated.
    limits: limitsFor(questions.length, budget),
    random: new SeededRandom(seed),
    onProgress,
  };
}

/** Joins clusters that mean the same; what was not asked enough to be one is in none. */
async function joinClusters(judging: Judging): Promise<void> {
  const { groups, limits } = judging;
  const clusters = [...groups.rows().values()].filter((rows) => groups.isAskedEnough(rows));
  groups.set(await mergeClusters(mergeParts(judging, limits.beforeAudit), clusters));
}

/** Joins groups whose members the matcher would put into each other. */
async function joinConfused(judging: Judging, beliefs: readonly Belief[], limit: number): Promise<void> {
  const { groups } = judging;
  const rows = groups.rows();
  groups.set(await mergeConfused(mergeParts(judging, limit), [...rows.values()], confusionsAmong(rows, beliefs)));
}

/** @param wanted no test of two groups once so many pairs were asked about; fewer where one might overdraw the budget. */
function mergeParts({ judge, questions, error, limits, random }: Judging, wanted: number): MergeParts {
  return { judge, questions, error, limit: Math.min(wanted, limits.all - MOST_PAIRS_OF_TEST + 1), random };
}
