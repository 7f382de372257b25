import { basename } from 'node:path';
import { loadConfig } from '../config.ts';
import { evaluateMatch } from '../evaluate/evaluate-match.ts';
import { readLabelledQuestions } from '../evaluate/labelled-questions.ts';
import { scoreQuestions } from '../evaluate/score.ts';
import { LanguageDetector } from '../models/language-detector.ts';
import { MiniLmEmbedder } from '../models/minilm-embedder.ts';
import { barLine, scoreRows, table, writePlot } from './print-score.ts';
import type { CommonOptions } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** The options of `goldsmith evaluate match`. */
export interface EvaluateMatchOptions extends CommonOptions {
  examples: string;
  queries: string;
  /** Defaults to the setting. */
  rule?: string;
  /** Defaults to the setting. */
  maxWrong?: number;
  /** Where to draw what every bar would serve. */
  plot?: string;
}

/** `goldsmith evaluate match`: how well labelled queries are matched to labelled examples. Needs no database. */
export async function evaluateMatchCommand(options: EvaluateMatchOptions): Promise<void> {
  const config = loadConfig();
  const { rule = config.rule, maxWrong = config.maxWrong } = options;
  const terminal = new Terminal(options.json ?? false);
  const examples = await readLabelledQuestions(options.examples);
  const queries = await readLabelledQuestions(options.queries);
  const detector = new LanguageDetector(config.languages);
  const embedder = await MiniLmEmbedder.load();
  try {
    const evaluation = await untilStopped('Nothing was scored.', (signal) =>
      evaluateMatch({ embedder, detector }, examples, queries, {
        rule,
        maxWrong,
        signal,
        onProgress: (done, total) => terminal.progress(`evaluating: ${done} of ${total}`),
      }),
    );
    const score = scoreQuestions(evaluation.questions, maxWrong);
    const { clusters, bar, report } = evaluation;
    // What training expects is about its own bar.
    const isTrained = rule === 'trained';
    terminal.result(
      {
        ...score,
        clusters,
        max_wrong: maxWrong,
        bar,
        rule,
        expected_served_share: isTrained ? report.expectedServedShare : null,
        expected_wrong_share: isTrained ? report.expectedWrongShare : null,
      },
      [table([...scoreRows(score, maxWrong), ['Clusters', String(clusters)]]), barLine(evaluation, rule)].join('\n\n'),
    );
    if (options.plot) {
      const title = `${basename(options.queries)} against ${basename(options.examples)}, ${rule}`;
      await writePlot(options.plot, evaluation.questions, score, maxWrong, title);
    }
  } finally {
    await embedder.close();
  }
}
