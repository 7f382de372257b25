import { migrate } from '../database/migrate.ts';
import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** The options of `goldsmith worker`. */
export interface WorkerCommandOptions extends CommonOptions {
  concurrency: number;
}

/** `goldsmith worker`: writes answers for the nights on the same server until it is told to stop. */
export async function worker({ concurrency, ...options }: WorkerCommandOptions): Promise<void> {
  // Its log is what there is to see of it, as with `serve`.
  await withApp(options, { migrated: false }, async ({ app, terminal, signal }) => {
    const { database, log } = app;
    if (!database.capabilities.singleConnection) await migrate(database);
    signal.addEventListener('abort', () => log.info('stopping: no new answers, those in hand are finished'));
    const worked = await app.workOnAnswers({
      concurrency,
      stop: signal,
      onReady: () => log.info({ database: database.describe(), concurrency }, 'waiting for answers to write'),
      onEnd: ({ job, kind }) =>
        log.info({ cluster: job.cluster, attempt: job.retryCount + 1, kind }, 'an answer ended'),
    });
    const { written, gaps, failed, lost } = worked;
    terminal.result(
      worked,
      `Worker stopped: ${written} answers written, ${gaps} without a source, ${failed} failed tries, ${lost} given up to others`,
    );
  });
}
