import { once } from 'node:events';
import { createServer, listen } from '../http/create-server.ts';
import { stopServer } from '../http/stop-server.ts';
import { expectShortLivedObjects } from './expect-short-lived-objects.ts';
import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** `goldsmith serve`: answers by HTTP until it is told to stop. */
export async function serve(options: CommonOptions): Promise<void> {
  expectShortLivedObjects();
  await withApp(options, { migrated: false }, async ({ app, signal }) => {
    const { config, log } = app;
    const server = createServer(app);
    await app.migration.start();
    await app.golden.connect();
    const url = await listen(server, config.host, config.port);
    log.info({ url, database: app.database.describe(), goldenAnswers: app.golden.answerCount ?? null }, 'listening');
    if (!signal.aborted) await once(signal, 'abort');
    log.info('stopping: no new questions, those in hand are answered');
    await stopServer(server, config.stopMs, log);
  });
}
