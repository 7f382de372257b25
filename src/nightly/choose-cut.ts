import { extname } from 'node:path';
import type { MatcherPrior } from '../matching/prior.ts';
import type { LinkageTree } from '../mining/linkage-tree.ts';
import type { LabelledLog } from './expected-served.ts';
import { runInWorker } from './run-in-worker.ts';

/**
 * Cosine distances at which merging may stop. Beyond the last, clusters of two meanings become common on some logs, and the
 * estimate does not see all of them (`benchmarks/README.md`).
 */
export const CUTS = [0.16, 0.2, 0.24] as const;

/** Where nothing is known yet. */
export const USUAL_CUT = 0.2;

/**
 * Another cut than the last night's must promise so much more, as a factor: else clusters would come and go for nothing. And of
 * coarser clusters more is wrong than the estimate knows: from 0.20 to 0.24 a third more on the public logs.
 */
const WORTH_A_CHANGE = 1.2;

/** Of a larger log nothing is tried out: each try holds all its vectors once more in memory. */
const MOST_QUESTIONS = 200_000;

/** A question as the choice takes it. */
export interface CutQuestion {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  language: string | undefined;
  /** How often it was asked. */
  asked: number;
}

/** What a cut is chosen by. */
export interface CutOptions {
  /** The last night's cut. */
  previous?: number;
  /** How often a cluster's questions must have been asked. */
  least: number;
  /** The share of served answers that may be wrong. */
  maxWrong: number;
  prior: MatcherPrior;
  signal?: AbortSignal;
}

/** The cut, and what share of the log each would serve as training without a judge expects it. */
export interface ChosenCut {
  cut: number;
  expected: { cut: number; served: number }[];
}

/**
 * Chooses where the merging of a log stops: at the cut by which most would be served at the wrong share that is allowed. Each
 * cut is tried: the clusters it gives are trained on as they are, and every question of the log is asked with itself left out.
 */
export async function chooseCut(
  questions: readonly CutQuestion[],
  tree: LinkageTree,
  options: CutOptions,
): Promise<ChosenCut> {
  const { previous = USUAL_CUT, signal } = options;
  if (questions.length === 0 || questions.length > MOST_QUESTIONS) return { cut: previous, expected: [] };
  const labellings = CUTS.map((cut) => tree.labelsAt(cut));
  const log: LabelledLog = {
    questions: questions.map(({ text, vector, language, asked }) => ({ text, vector, language, asked })),
    labellings,
    least: options.least,
    maxWrong: options.maxWrong,
    prior: options.prior,
  };
  const module = new URL(`./expected-served-worker${extname(import.meta.url)}`, import.meta.url);
  const served = await runInWorker<number[]>(module, log, signal);
  const expected = CUTS.map((cut, i) => ({ cut, served: served[i] }));
  const most = expected.reduce((best, one) => (one.served > best.served ? one : best));
  const last = expected.find(({ cut }) => cut === previous);
  const stays = last !== undefined && most.served <= WORTH_A_CHANGE * last.served;
  return { cut: stays ? previous : most.cut, expected };
}
