import { resolve } from 'node:path';
import { loadConfig } from '../config.ts';
import { messageOf } from '../errors.ts';
import { type BatchSummary, describeBatch } from '../intel/batch-summary.ts';
import { CommandFailed } from './command-failed.ts';
import { runInBackground } from './run-in-background.ts';
import type { CommonOptions } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { withApp } from './with-app.ts';

/** The options of `goldsmith classify`. */
export interface ClassifyCommandOptions extends CommonOptions {
  dryRun?: boolean;
  limit?: number;
  /** Where the summary is written. */
  summary?: string;
}

const NOTHING = 'Nothing to classify: give a path, or set GOLDSMITH_INTEL_FOLDER to the folder of scraped documents.';

/**
 * `goldsmith classify [PATH]`: classifies scraped documents. The cron file runs it every night, also where nobody scrapes: with
 * no path and no setting it says so, and that is no failure.
 */
export async function classify(given: string | undefined, options: ClassifyCommandOptions): Promise<void> {
  const path = given ?? loadConfig().intelFolder;
  if (path === undefined) {
    new Terminal(options.json ?? false).result({ status: 'nothing-to-read', reason: NOTHING }, NOTHING);
    return;
  }
  runInBackground();
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    const { dryRun, limit } = options;
    const onProgress = ({ read, classified }: Pick<BatchSummary, 'read' | 'classified'>) =>
      terminal.progress(`${read} documents read, ${classified} classified`);
    const batch = { path, dryRun, limit, summaryFile: options.summary && resolve(options.summary) };
    const { summary, file } = await app.intel.run(batch, { signal, onProgress });
    for (const { place, reason } of summary.failed) terminal.note(`passed over ${place}: ${reason}`);
    terminal.result(
      { ...summary, summaryFile: file },
      `${describeBatch(summary)}${file ? `\nSummary     ${file}` : ''}`,
    );
    // What was stopped by a person did as it was told, as a night does.
    if (summary.status === 'stopped') terminal.note(messageOf(signal.reason));
    else if (summary.status === 'failed' || summary.failed.length > 0) throw new CommandFailed();
  });
}
