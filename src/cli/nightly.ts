import { describeNight } from '../nightly/describe-night.ts';
import { type Clustering, parseClustering } from '../nightly/night-options.ts';
import type { NightReport } from '../nightly/night-report.ts';
import type { RunOptions } from '../nightly/night-run.ts';
import { CommandFailed } from './command-failed.ts';
import { runInBackground } from './run-in-background.ts';
import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** The options of `goldsmith nightly`. */
export interface NightlyCommandOptions extends CommonOptions {
  days: number;
  until?: Date;
  maxGolden: number;
  clustering?: Clustering;
  regenerateCultural?: boolean;
  dryRun?: boolean;
  onlyStale?: boolean;
  maxTokens?: number;
  maxCost?: number;
  maxMinutes?: number;
}

const STOPS_SOFTLY = 'Stopping: the answer that is being written is finished first. Once more to stop at once.';

/** `goldsmith nightly`: one night, or with `--only-stale` the part of it that rewrites stale answers. */
export async function nightly(options: NightlyCommandOptions): Promise<void> {
  runInBackground();
  await withApp(
    options,
    { migrated: true, stopsSoftly: STOPS_SOFTLY },
    async ({ app, terminal, signal, stopSoftly }) => {
      const dryRun = options.dryRun ?? false;
      const budget = { tokens: options.maxTokens, cost: options.maxCost, minutes: options.maxMinutes };
      const watch: RunOptions = {
        ...{ signal, stopSoftly },
        onProgress: ({ stage, done, total }) =>
          terminal.progress(total ? `${stage}: ${done} of ${total}` : `${stage} ...`),
      };
      const night = {
        days: options.days,
        until: options.until ?? new Date(),
        maxGolden: options.maxGolden,
        clustering: options.clustering ?? parseClustering('linkage'),
        regenerateCultural: options.regenerateCultural ?? false,
        ...{ dryRun, budget },
      };
      const report = await (options.onlyStale
        ? app.nightly.rewriteStale({ dryRun, budget }, watch)
        : app.nightly.run(night, watch));
      terminal.result(report, describeNight(report));
      if (hasFailed(report, stopSoftly)) throw new CommandFailed();
    },
  );
}

/** What was stopped, by a person or by its budget, did as it was told; what failed of a night is told even where the rest stands. */
function hasFailed({ status, errors, budgetReached }: NightReport, stopped: AbortSignal): boolean {
  if (status === 'failed') return true;
  return (
    !stopped.aborted && errors.some((error) => !budgetReached || !error.includes(budgetReached.replace(/\.$/, '')))
  );
}
