import { isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';

/** `pending` until the database can be reached; `failed` when a file does not run. */
export type MigrationState = { state: 'pending' | 'done' } | { state: 'failed'; reason: string };

const RETRY_MS = 2_000;

/**
 * Runs the migrations of a server that starts. Never stops it: while the database is away it keeps trying, and a file that
 * fails is told by {@link StartupMigration.current}.
 */
export class StartupMigration {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #folder: URL | undefined;
  #current: MigrationState = { state: 'pending' };
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param folder for tests; the shipped migrations by default. */
  constructor(database: Database, log: Logger, folder?: URL) {
    this.#database = database;
    this.#log = log;
    this.#folder = folder;
  }

  get current(): MigrationState {
    return this.#current;
  }

  /** Tries once now, and again every two seconds while the database is away. */
  async start(): Promise<void> {
    if (this.#stopped) return;
    try {
      const { applied } = await migrate(this.#database, this.#folder);
      this.#current = { state: 'done' };
      if (applied.length > 0) this.#log.info({ applied }, 'migrations done');
    } catch (error) {
      const reason = messageOf(error);
      if (isDatabaseUnavailable(error)) {
        this.#log.warn({ reason }, 'migrations wait for the database');
        if (!this.#stopped) this.#timer = setTimeout(() => this.start(), RETRY_MS).unref();
      } else {
        this.#current = { state: 'failed', reason };
        this.#log.error({ reason }, 'a migration failed; the server goes on with the schema as it is');
      }
    }
  }

  /** Stops trying. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
