import { type FindingParts, findGoldenAnswer } from '../golden/find-golden-answer.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import { answerKeys, GoldenIndex } from '../golden/golden-index.ts';
import { parametersFor } from '../golden/load-golden-index.ts';
import { loneCluster } from '../golden/lone-questions.ts';
import type { PublishedPhrasing } from '../golden/published-questions.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { IndexedPhrasing } from '../matching/phrasing-index.ts';
import { BUNDLED_PRIOR, type MatcherPrior } from '../matching/prior.ts';
import { trainMatcher } from '../matching/train-matcher.ts';
import type { TrainingPhrasing, TrainingReport } from '../matching/training-set.ts';
import type { LabelledQuestion } from './labelled-questions.ts';
import type { ScoredQuestion } from './score.ts';

/** Labelled examples tell nothing of how often something new is asked; this is taken instead. */
const ASSUMED_NEW_SHARE = 0.03;

/** How the questions of an evaluation are answered. */
export interface MatchOptions {
  /** `trained`, or `fixed:0.85`. */
  rule: string;
  maxWrong: number;
  prior?: MatcherPrior;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** What {@link evaluateMatch} found. */
export interface MatchEvaluation {
  clusters: number;
  report: TrainingReport;
  bar: number | null;
  questions: ScoredQuestion[];
}

/**
 * Takes the labels of the examples as clusters with an answer each, trains the matcher on them, and asks the queries as users
 * would. Labels of the queries are used for scoring only.
 */
export async function evaluateMatch(
  parts: FindingParts,
  examples: readonly LabelledQuestion[],
  queries: readonly LabelledQuestion[],
  options: MatchOptions,
): Promise<MatchEvaluation> {
  const { rule, maxWrong, prior = BUNDLED_PRIOR, signal, onProgress } = options;
  const total = examples.length + queries.length;
  const labels = [...new Set(examples.flatMap(({ label }) => label ?? []))];
  const clusters = new Map(labels.map((label, i) => [label, i + 1]));
  const phrasings = new Map<string, PublishedPhrasing & IndexedPhrasing>();
  for (const [i, { text, label }] of examples.entries()) {
    const cluster = label === undefined ? undefined : clusters.get(label);
    const normalised = normaliseQuestion(text);
    if (cluster === undefined || phrasings.has(`${cluster} ${normalised}`)) continue;
    const vector = await parts.embedder.embed(text, signal);
    phrasings.set(`${cluster} ${normalised}`, { text, normalised, language: undefined, vector, cluster });
    onProgress?.(i + 1, total);
  }
  const answers = labels.map((label, i) => answerFor(label, i + 1));
  const set = {
    phrasings: [...phrasings.values()],
    answers: answerKeys(answers),
    outliers: await embedOutliers(parts, examples, signal),
    newShare: ASSUMED_NEW_SHARE,
    maxWrong,
    prior,
  };
  const trained = trainMatcher(set);
  const parameters = parametersFor(rule, trained.parameters);
  const index = new GoldenIndex({ answers, phrasings: set.phrasings, parameters });

  const questions: ScoredQuestion[] = [];
  for (const [i, { text, label }] of queries.entries()) {
    const start = performance.now();
    const found = await findGoldenAnswer(index, parts, text, { signal });
    const milliseconds = performance.now() - start;
    const cluster = label === undefined ? undefined : clusters.get(label);
    const right = found.cluster !== undefined && found.cluster === cluster;
    questions.push({ found, right, answerable: cluster !== undefined, milliseconds });
    onProgress?.(examples.length + i + 1, total);
  }
  return { clusters: labels.length, report: trained.report, bar: parameters.bar, questions };
}

/** Examples that no answer is for: as many of the users' questions are like them. */
async function embedOutliers(
  { embedder }: FindingParts,
  examples: readonly LabelledQuestion[],
  signal: AbortSignal | undefined,
): Promise<TrainingPhrasing[]> {
  const outliers: TrainingPhrasing[] = [];
  for (const { text, label } of examples) {
    if (label !== undefined) continue;
    const vector = await embedder.embed(text, signal);
    outliers.push({ text, vector, language: undefined, cluster: loneCluster(outliers.length + 1) });
  }
  return outliers;
}

function answerFor(label: string, clusterId: number): GoldenAnswer {
  const metadata = { model: 'label', tokens: 0, seconds: 0 };
  return { id: clusterId, clusterId, canonicalQuestion: label, answer: label, sources: [], metadata, language: null };
}
