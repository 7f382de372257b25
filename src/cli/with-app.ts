import { type App, createApp } from '../app.ts';
import { migrate } from '../database/migrate.ts';
import { createLog } from '../log.ts';
import { type CommonOptions, commandConfig, type RunSettings, STOPPED } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { type StopSignals, untilStopped } from './until-stopped.ts';

/** What a command is given that needs the whole app. */
export interface AppContext extends StopSignals {
  app: App;
  terminal: Terminal;
}

/** Builds the app, runs a command with it, and lets go of everything, however the command ends. */
export async function withApp(
  options: CommonOptions,
  settings: RunSettings,
  command: (context: AppContext) => Promise<void>,
): Promise<void> {
  const config = commandConfig(settings);
  const work = async (signal: AbortSignal, stopSoftly: AbortSignal) => {
    const app = await createApp(config, createLog(config.logLevel));
    try {
      if (settings.migrated) await migrate(app.database);
      await command({ app, terminal: new Terminal(options.json ?? false), signal, stopSoftly });
    } finally {
      await app.close();
    }
  };
  await untilStopped(STOPPED, work, settings.stopsSoftly);
}
