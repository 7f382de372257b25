import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { createLog } from '../log.ts';
import { type CommonOptions, commandConfig, type RunSettings, STOPPED } from './run-settings.ts';
import { Terminal } from './terminal.ts';
import { type StopSignals, untilStopped } from './until-stopped.ts';

/** What a command is given that needs the database and nothing else. */
export interface DatabaseContext extends StopSignals {
  database: Database;
  terminal: Terminal;
}

/** Runs a command with the database alone, so that it waits for no model to load; closes it, however the command ends. */
export async function withDatabase(
  options: CommonOptions,
  settings: RunSettings,
  command: (context: DatabaseContext) => Promise<void>,
): Promise<void> {
  const config = commandConfig(settings);
  const database = openDatabase(config, createLog(config.logLevel));
  try {
    const work = async (signal: AbortSignal, stopSoftly: AbortSignal) => {
      if (settings.migrated) await migrate(database);
      await command({ database, terminal: new Terminal(options.json ?? false), signal, stopSoftly });
    };
    await untilStopped(STOPPED, work, settings.stopsSoftly);
  } finally {
    await database.close();
  }
}
