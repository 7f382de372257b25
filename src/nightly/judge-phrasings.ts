import { messageOf } from '../errors.ts';
import { type JudgedClusters, judgeClusters } from '../mining/judging/judge-clusters.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import { keepJudgedPlaces } from './keep-judged-places.ts';
import { LEAST_ASKED } from './least-asked.ts';
import type { NightJudge } from './night-judge.ts';
import { restoreQuiet } from './restore-quiet.ts';

/** What is known of the phrasings once a judge has been asked. */
export interface JudgedPhrasings {
  /** For how many questions of the log each phrasing stands when right and wrong are counted; 0 for those not looked at. */
  weights: ReadonlyMap<NightPhrasing, number>;
  /** Pairs that were put to the judge. */
  calls: number;
  /** Those of them of which it was remembered what it had said. */
  remembered: number;
  /** How often the judge errs, as estimated. */
  error: number;
  /** The phrasings that are where the judge has put them. */
  placed: ReadonlySet<NightPhrasing>;
}

/** Labels as a night works with them, and what a judge said. */
export interface JudgedLabels {
  /** A label per phrasing, negative for none. */
  labels: Int32Array;
  /** What a judge made of the clusters, where one was asked and said enough. */
  judged?: JudgedPhrasings;
  /** What came of a judge that failed: without verdicts the clusters are as they were mined, or as an earlier night's judge left them. */
  judgeFailure?: string;
  /** Why the judge was not asked though there is one. */
  judgeOmitted?: string;
}

/** With fewer pairs a judge breaks up more than it mends: what it had no turn for counts as unknown (measured on Banking77). */
const LEAST_PAIRS_PER_QUESTION = 1;

/** How judging is watched and stopped. */
export interface JudgePhrasingsOptions {
  judge?: NightJudge;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/**
 * What a judge makes of mined labels, if there is one and it can be asked; else what an earlier night's judge made of them stays.
 * @param mined a label per phrasing, negative for none.
 */
export async function judgePhrasings(
  phrasings: readonly NightPhrasing[],
  mined: Int32Array,
  { judge: night, signal, onProgress }: JudgePhrasingsOptions,
): Promise<JudgedLabels> {
  if (!night || night.budget === 0) return { labels: keepJudgedPlaces(phrasings, mined) };
  const judgeOmitted = whyOmitted(phrasings, night);
  if (judgeOmitted) return { labels: keepJudgedPlaces(phrasings, mined), judgeOmitted };
  try {
    const { judge, ...limits } = night;
    const options = { ...limits, least: LEAST_ASKED, signal, onProgress };
    const result = await judgeClusters(phrasings, Int32Array.from(mined), judge, options);
    return outcomeOf(phrasings, mined, result);
  } catch (error) {
    if (signal?.aborted) throw error;
    return { labels: keepJudgedPlaces(phrasings, mined), judgeFailure: failedFor(error) };
  }
}

/** Questions that a judge with a memory has judged before cost it little. */
function whyOmitted(phrasings: readonly NightPhrasing[], { judge, budget }: NightJudge): string | undefined {
  const open = judge.recall ? phrasings.filter(({ judged }) => !judged).length : phrasings.length;
  if (budget >= LEAST_PAIRS_PER_QUESTION * open) return undefined;
  return `${open} questions need at least as many pairs, and GOLDSMITH_JUDGE_CALLS allows ${budget}`;
}

function outcomeOf(phrasings: readonly NightPhrasing[], mined: Int32Array, result: JudgedClusters): JudgedLabels {
  const { groupOf, weights, failure, judgeCalls: calls, judgeRemembered: remembered, judgeError: error } = result;
  const restored = restoreQuiet(phrasings, mined, groupOf);
  const labels = failure ? keepJudgedPlaces(phrasings, groupOf) : groupOf;
  if (!weights) return { labels, judgeFailure: failedFor(failure?.error) };
  const judged = {
    weights: new Map(phrasings.map((phrasing, row) => [phrasing, restored.has(row) ? 0 : weights[row]])),
    placed: new Set(phrasings.filter((_, row) => !restored.has(row))),
    ...{ calls, remembered, error },
  };
  const judgeFailure = failure && `The night's model failed, but had said enough before: ${messageOf(failure.error)}`;
  return { labels, judged, judgeFailure };
}

function failedFor(error: unknown): string {
  return `Clusters were not checked by the night's model: ${messageOf(error)}`;
}
