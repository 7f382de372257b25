import type { Queryable } from '../../database/database.ts';

/** What was seen of the nights is believed for so long, milliseconds. */
const BELIEVED_MS = 2_000;

/** A night that nothing was written of for so long, and whose lock is free, is over. */
const SILENCE_SECONDS = 30;

/** What watching needs: a database. */
export interface WatchedDatabase extends Queryable {
  isLocked(name: string): Promise<boolean>;
}

/**
 * Tells a worker whether a night goes on. One that was killed leaves its jobs behind, and its budgets with nobody to keep them: they
 * wait for the next night, which has its own.
 */
export class NightWatch {
  readonly #database: WatchedDatabase;
  #seen: Promise<boolean> | undefined;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor(database: WatchedDatabase) {
    this.#database = database;
  }

  /**
   * Whether a night goes on, or did until half a minute ago.
   * @throws GoldsmithError `database-unavailable`.
   */
  async goesOn(): Promise<boolean> {
    if (!this.#seen || performance.now() - this.#seenAt > BELIEVED_MS) {
      this.#seenAt = performance.now();
      this.#seen = this.#look();
      this.#seen.catch(() => {
        this.#seen = undefined;
      });
    }
    return this.#seen;
  }

  async #look(): Promise<boolean> {
    if (await this.#database.isLocked('night')) return true;
    // A lock goes with its connection, and a night does not.
    const rows = await this.#database.query(
      `SELECT 1 FROM nightly_worker_runs WHERE ended_at IS NULL AND seen_at > now() - make_interval(secs => $1)`,
      [SILENCE_SECONDS],
    );
    return rows.length > 0;
  }
}
