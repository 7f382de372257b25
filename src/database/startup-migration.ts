import { GoldsmithError, isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';

/** `pending` until the database can be reached; `failed` when a file does not run. */
export type MigrationState = { state: 'pending' | 'done' } | { state: 'failed'; reason: string };

const RETRY_MS = 2_000;

/**
 * Runs the migrations of a server that starts. While the database is away it keeps trying, and a file that fails is told by
 * {@link StartupMigration.current}: neither stops the server.
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

  /**
   * Tries once now, and again every two seconds while the database is away.
   * @throws GoldsmithError `data-folder` when the embedded database has no folder to be in: that is a setting to mend, and the first
   * try tells it.
   */
  async start(): Promise<void> {
    const error = await this.#try();
    if (error instanceof GoldsmithError && error.code === 'data-folder') throw error;
  }

  /** What it failed by, if for good. */
  async #try(): Promise<unknown> {
    if (this.#stopped) return undefined;
    try {
      const { applied } = await migrate(this.#database, this.#folder);
      this.#current = { state: 'done' };
      if (applied.length > 0) this.#log.info({ applied }, 'migrations done');
      return undefined;
    } catch (error) {
      const reason = messageOf(error);
      if (isDatabaseUnavailable(error)) {
        this.#log.warn({ reason }, 'migrations wait for the database');
        if (!this.#stopped) this.#timer = setTimeout(() => this.#try(), RETRY_MS).unref();
        return undefined;
      }
      this.#current = { state: 'failed', reason };
      this.#log.error({ reason }, 'a migration failed; the server goes on with the schema as it is');
      return error;
    }
  }

  /** Stops trying. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
