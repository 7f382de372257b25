import { type App, createApp } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { createLog } from '../log.ts';
import { Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** What every command is given. */
export interface CommandContext {
  app: App;
  terminal: Terminal;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

/** Options that every command takes. */
export interface CommonOptions {
  json?: boolean;
}

/** How a command is run. */
export interface RunSettings {
  /** Run the migrations first, as every command that reads or writes data needs; `serve` does it in its own way. */
  migrated: boolean;
}

/** Builds the app, runs a command with it, and lets go of everything, however the command ends. */
export async function withApp(
  options: CommonOptions,
  settings: RunSettings,
  command: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const config = withQuietLog(loadConfig(), settings);
  const app = await createApp(config, createLog(config.logLevel));
  try {
    await untilStopped('What was done stays; run it again to go on.', async (signal) => {
      if (settings.migrated) await migrate(app.database);
      await command({ app, terminal: new Terminal(options.json ?? false), signal });
    });
  } finally {
    await app.close();
  }
}

/** A command tells its own story; its log shows only what went wrong, unless GOLDSMITH_LOG_LEVEL asks for more. */
function withQuietLog(config: Config, { migrated }: RunSettings): Config {
  return migrated && config.logLevel === 'info' ? { ...config, logLevel: 'error' } : config;
}
