import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { createLog, type Logger } from '../log.ts';
import { type CommonOptions, commandConfig, type RunSettings, STOPPED } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

/** What a command is given that needs the database and nothing else. */
export interface DatabaseContext {
  config: Config;
  database: Database;
  log: Logger;
  terminal: Terminal;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

/** Runs a command with the database alone, so that it waits for no model to load; closes it, however the command ends. */
export async function withDatabase(
  options: CommonOptions,
  settings: RunSettings,
  command: (context: DatabaseContext) => Promise<void>,
): Promise<void> {
  const config = commandConfig(settings);
  await untilStopped(STOPPED, async (signal) => {
    const log = createLog(config.logLevel);
    const database = openDatabase(config, log);
    try {
      if (settings.migrated) await migrate(database);
      await command({ config, database, log, terminal: new Terminal(options.json ?? false), signal });
    } finally {
      await database.close();
    }
  });
}
