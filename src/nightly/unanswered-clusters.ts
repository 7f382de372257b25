import type { Queryable } from '../database/database.ts';

/** Remembers the clusters for which an answer was tried in vain. */
export class UnansweredClusters {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** There is nothing to answer it from, or what was written was refused. */
  async addGap(clusterId: number, reason: string): Promise<void> {
    await this.#add(clusterId, reason, false);
  }

  /** The writing failed, which may have nothing to do with the question. */
  async addFailure(clusterId: number, reason: string): Promise<void> {
    await this.#add(clusterId, reason, true);
  }

  /** It has an answer now. */
  async remove(clusterId: number): Promise<void> {
    await this.#database.query('DELETE FROM unanswered_clusters WHERE cluster_id = $1', [clusterId]);
  }

  async #add(clusterId: number, reason: string, failed: boolean): Promise<void> {
    await this.#database.query(
      `INSERT INTO unanswered_clusters AS u (cluster_id, reason, failures) VALUES ($1, $2, $3::int)
       ON CONFLICT (cluster_id) DO UPDATE
       SET reason = EXCLUDED.reason, failures = (u.failures + 1) * EXCLUDED.failures, tried_at = EXCLUDED.tried_at`,
      // A model's words may hold what PostgreSQL cannot store.
      [clusterId, reason.replaceAll('\0', ' ').toWellFormed(), failed ? 1 : 0],
    );
  }
}
