import { type Clustering, parseClustering } from '../nightly/night-options.ts';
import { describeNight } from '../nightly/night-report.ts';
import type { RunOptions } from '../nightly/nightly-worker.ts';
import { CommandFailed } from './command-failed.ts';
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
}

/** `goldsmith nightly`: one night, or with `--only-stale` the part of it that rewrites stale answers. */
export async function nightly(options: NightlyCommandOptions): Promise<void> {
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    const dryRun = options.dryRun ?? false;
    const watch: RunOptions = {
      signal,
      onProgress: ({ stage, done, total }) =>
        terminal.progress(total ? `${stage}: ${done} of ${total}` : `${stage} ...`),
    };
    const night = {
      days: options.days,
      until: options.until ?? new Date(),
      maxGolden: options.maxGolden,
      clustering: options.clustering ?? parseClustering('linkage'),
      regenerateCultural: options.regenerateCultural ?? false,
      dryRun,
    };
    const report = await (options.onlyStale
      ? app.nightly.rewriteStale({ dryRun }, watch)
      : app.nightly.run(night, watch));
    terminal.result(report, describeNight(report));
    // What was stopped did as it was told; what failed of a night is told even where the rest stands.
    const hasFailed = report.status === 'failed' || (report.errors.length > 0 && !signal.aborted);
    if (hasFailed) throw new CommandFailed();
  });
}
