import { once } from 'node:events';
import { preparePatterns } from '../chat/prepare-patterns.ts';
import { createServer, listen } from '../http/create-server.ts';
import { stopServer } from '../http/stop-server.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import { expectShortLivedObjects } from './expect-short-lived-objects.ts';
import { openScheduler } from './open-scheduler.ts';
import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** The options of `goldsmith serve`. */
export interface ServeOptions extends CommonOptions {
  withSchedule?: boolean;
  scheduleFile: string;
}

/** `goldsmith serve`: answers by HTTP, and keeps a schedule where it is asked to, until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  expectShortLivedObjects();
  const jobs = options.withSchedule ? await readSchedule(options.scheduleFile) : undefined;
  await withApp(options, { migrated: false }, async ({ app, signal }) => {
    const { config, log } = app;
    const server = createServer(app);
    await app.migration.start();
    await app.golden.connect();
    preparePatterns(app.detector);
    const url = await listen(server, config.host, config.port);
    log.info({ url, database: app.database.describe(), goldenAnswers: app.golden.answerCount ?? null }, 'listening');
    const scheduler = jobs && openScheduler({ jobs, database: app.database, log, json: options.json ?? false });
    const scheduled = scheduler?.run(signal);
    if (!signal.aborted) await once(signal, 'abort');
    log.info('stopping: no new questions, those in hand are answered');
    await Promise.all([stopServer(server, config.stopMs, log), scheduled]);
  });
}
