import { basename } from 'node:path';
import { loadConfig } from '../config.ts';
import { evaluateReplay, type ReplayEvaluation } from '../evaluate/evaluate-replay.ts';
import { LabelJudge } from '../evaluate/label-judge.ts';
import { readLabelledQuestions } from '../evaluate/labelled-questions.ts';
import { onEmptyDatabase } from '../evaluate/on-empty-database.ts';
import { scoreQuestions } from '../evaluate/score.ts';
import { createLog } from '../log.ts';
import { LanguageDetector } from '../models/language-detector.ts';
import { MiniLmEmbedder } from '../models/minilm-embedder.ts';
import { type Clustering, parseClustering } from '../nightly/night-options.ts';
import { barLine, percent, scoreRows, table, writePlot } from './print-score.ts';
import type { CommonOptions } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** The options of `goldsmith evaluate replay`. */
export interface EvaluateReplayOptions extends CommonOptions {
  log: string;
  queries: string;
  /** Without it every cluster gets an answer. */
  maxGolden?: number;
  nights: number;
  clustering?: Clustering;
  /** Defaults to the setting. */
  rule?: string;
  /** Defaults to the setting: with a judge another than without one. */
  maxWrong?: number;
  /** How often a judge errs that knows the log's labels. */
  judge: number | 'none';
  judgeBudget: number;
  seed: number;
  /** Where to draw what every bar would serve. */
  plot?: string;
}

/** `goldsmith evaluate replay`: what nights over a labelled log would serve, on a database of its own that is removed. */
export async function evaluateReplayCommand(options: EvaluateReplayOptions): Promise<void> {
  const config = loadConfig();
  const { rule = config.rule, nights, seed } = options;
  const terminal = new Terminal(options.json ?? false);
  const log = await readLabelledQuestions(options.log);
  const queries = await readLabelledQuestions(options.queries);
  const judge = options.judge === 'none' ? undefined : new LabelJudge(log, options.judge, seed);
  const maxWrong = options.maxWrong ?? (judge ? config.maxWrong : config.maxWrongUnchecked);
  const parts = {
    detector: new LanguageDetector(config.languages),
    log: createLog(config.logLevel === 'info' ? 'error' : config.logLevel),
  };
  const embedder = await MiniLmEmbedder.load();
  try {
    const evaluation = await untilStopped('Nothing was scored.', (signal) =>
      onEmptyDatabase(parts.log, (database) =>
        evaluateReplay({ ...parts, embedder, database }, log, queries, {
          maxGolden: options.maxGolden ?? Number.MAX_SAFE_INTEGER,
          nights,
          clustering: options.clustering ?? parseClustering('linkage'),
          rule,
          maxWrong,
          judge: judge && { judge, budget: options.judgeBudget, seed },
          signal,
          onProgress: (progress) => terminal.progress(progress),
        }),
      ),
    );
    const score = scoreQuestions(evaluation.questions, maxWrong);
    const { bar, report } = evaluation;
    const judgeCalls = judge?.pairsAsked ?? 0;
    const seconds = evaluation.nights.reduce((sum, night) => sum + night.seconds, 0);
    // What training expects is about its own bar.
    const isTrained = rule === 'trained';
    const rows = [...scoreRows(score, maxWrong), ...nightRows(evaluation, judgeCalls, seconds)];
    terminal.result(
      {
        ...score,
        ...evaluation.clusters,
        judge_calls: judgeCalls,
        judge_error: evaluation.nights.at(-1)?.judgeError ?? null,
        nights,
        seconds,
        max_wrong: maxWrong,
        bar,
        rule,
        expected_served_share: isTrained ? report.expectedServedShare : null,
        expected_wrong_share: isTrained ? report.expectedWrongShare : null,
      },
      `${table(rows)}\n\n${barLine(evaluation, rule)}`,
    );
    if (options.plot) {
      const title = `${basename(options.queries)} after nights over ${basename(options.log)}, ${rule}`;
      await writePlot(options.plot, evaluation.questions, score, maxWrong, title);
    }
  } finally {
    await embedder.close();
  }
}

/** What the nights came to, for people. */
function nightRows(
  { clusters, nights }: ReplayEvaluation,
  judgeCalls: number,
  seconds: number,
): [name: string, value: string][] {
  const judgeError = nights.at(-1)?.judgeError;
  const judged = `${judgeCalls} pairs${judgeError === undefined ? '' : `, taken to err in ${percent(judgeError)}`}`;
  return [
    ['Clusters', `${clusters.clusters}, the largest of ${clusters.largest_cluster} questions`],
    ['Of the log in a cluster', percent(clusters.clustered_share)],
    ["Of these, of their cluster's commonest label", percent(clusters.purity)],
    ['The judge was asked about', judgeCalls > 0 ? judged : 'nothing'],
    [nights.length === 1 ? 'The night took' : `The ${nights.length} nights took`, `${seconds.toFixed(1)} s`],
  ];
}
