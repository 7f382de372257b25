import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { createLog, type Logger } from '../log.ts';
import { type CommonOptions, commandConfig, type RunSettings, STOPPED } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { type StopSignals, untilStopped } from './until-stopped.ts';

/** What a command is given that needs the database and nothing else. */
export interface DatabaseContext extends StopSignals {
  config: Config;
  database: Database;
  log: Logger;
  terminal: Terminal;
}

/** Runs a command with the database alone, so that it waits for no model to load; closes it, however the command ends. */
export async function withDatabase(
  options: CommonOptions,
  settings: RunSettings,
  command: (context: DatabaseContext) => Promise<void>,
): Promise<void> {
  const config = commandConfig(settings);
  const work = async (signal: AbortSignal, stopSoftly: AbortSignal) => {
    const log = createLog(config.logLevel);
    const database = openDatabase(config, log);
    try {
      if (settings.migrated) await migrate(database);
      await command({ config, database, log, terminal: new Terminal(options.json ?? false), signal, stopSoftly });
    } finally {
      await database.close();
    }
  };
  await untilStopped(STOPPED, work, settings.stopsSoftly);
}
