import type { MatcherPrior } from '../matching/prior.ts';
import { trainUnchecked } from '../matching/train-unchecked.ts';
import type { TrainingPhrasing } from '../matching/training-set.ts';
import type { CutQuestion } from './choose-cut.ts';

/** A log and several ways to divide it. */
export interface LabelledLog {
  questions: CutQuestion[];
  /** Of each way a label per question. */
  labellings: Int32Array[];
  /** How often a cluster's questions must have been asked. */
  least: number;
  maxWrong: number;
  prior: MatcherPrior;
}

/** So many questions of the log are asked of each division. */
const ASKED = 3_000;

/** What share of the log would be served by each of its divisions, every cluster having an answer. */
export function expectedServed({ labellings, ...log }: LabelledLog): number[] {
  return labellings.map((labels) => servedOf(log, labels));
}

function servedOf(log: Omit<LabelledLog, 'labellings'>, labels: Int32Array): number {
  const { questions, least, maxWrong, prior } = log;
  const phrasings: TrainingPhrasing[] = [];
  const outliers: TrainingPhrasing[] = [];
  for (const [label, rows] of Map.groupBy(labels.keys(), (row) => labels[row])) {
    const asked = rows.reduce((sum, row) => sum + questions[row].asked, 0);
    for (const row of rows) {
      if (asked >= least) phrasings.push({ ...questions[row], cluster: label });
      else outliers.push({ ...questions[row], cluster: -1 - row });
    }
  }
  const answers = new Map(phrasings.map(({ cluster }) => [cluster, String(cluster)]));
  const set = { phrasings, outliers, answers, newShare: 0, maxWrong, unchecked: true, prior };
  return trainUnchecked(set, ASKED).shares.expectedServedShare;
}
