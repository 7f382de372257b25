import type { Database } from '../database/database.ts';
import type { NightReport } from './night-report.ts';

/** What stands in a run's row until it has ended: the truth, should the process be killed. */
const UNFINISHED = 'The run did not finish: it still runs, or its process was stopped.';

/** Writes the rows of `nightly_worker_runs`. */
export class RunLedger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Opens a run's row. Returns its id. */
  async start(): Promise<number> {
    const [row] = await this.#database.query<{ id: number }>(
      `INSERT INTO nightly_worker_runs (run_date, status, error_message) VALUES (CURRENT_DATE, 'failed', $1) RETURNING id`,
      [UNFINISHED],
    );
    return row.id;
  }

  /** Writes what the run came to. */
  async finish(id: number, report: NightReport): Promise<void> {
    await this.#database.query(
      `UPDATE nightly_worker_runs SET status = $2, queries_analyzed = $3, clusters_found = $4, golden_answers_generated = $5,
         golden_answers_updated = $6, cultural_chunks_regenerated = $7, total_tokens_used = $8, execution_time_seconds = $9,
         error_message = $10, cut = $11, cost_usd = $12 WHERE id = $1`,
      [
        id,
        report.status,
        report.analysed,
        report.clusters,
        report.created,
        report.updated,
        report.culturalChunks,
        report.tokens,
        report.seconds,
        report.errors.length > 0 ? report.errors.join('\n') : null,
        report.cut?.cut ?? null,
        report.cost ?? null,
      ],
    );
  }
}
