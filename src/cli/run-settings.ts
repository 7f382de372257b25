import { type Config, loadConfig } from '../config.ts';

/** Options that every command takes. */
export interface CommonOptions {
  json?: boolean;
}

/** How a command is run. */
export interface RunSettings {
  /** Run the migrations first, as every command that reads or writes data needs; `serve` does it in its own way. */
  migrated: boolean;
  /** Said at the first Ctrl-C or SIGTERM of a command that then finishes what it is at; any other stops at once. */
  stopsSoftly?: string;
}

/** What is said of a command that was stopped. */
export const STOPPED = 'What was done stays; run it again to go on.';

/** The settings; a command's log shows only what went wrong, for it tells its own story, unless more is asked for. */
export function commandConfig({ migrated }: RunSettings): Config {
  const config = loadConfig();
  return migrated && config.logLevel === 'info' ? { ...config, logLevel: 'error' } : config;
}
