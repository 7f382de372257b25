import type { Database } from '../database/database.ts';
import type { NightReport } from './night-report.ts';
import type { StageRow } from './night-stage.ts';

/** What stands in a run's row until it has ended: the truth, should the process be killed. */
const UNFINISHED = 'The run did not finish: it still runs, or its process was stopped.';

/** Writes the rows of `nightly_worker_runs` and `night_stages`. */
export class RunLedger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Opens a run's row. The caller holds the night's lock, so what is still open is of a process that was killed: it is closed.
   * @returns the row's id.
   */
  async start(): Promise<number> {
    await this.#database.query(CLOSE_KILLED);
    const [row] = await this.#database.query<{ id: number }>(
      `INSERT INTO nightly_worker_runs (run_date, status, error_message, seen_at)
       VALUES (CURRENT_DATE, 'failed', $1, now()) RETURNING id`,
      [UNFINISHED],
    );
    return row.id;
  }

  /** Writes how far a run is, at once with all its stages. */
  async write(id: number, report: NightReport, stages: readonly StageRow[]): Promise<void> {
    await this.#write(id, report, stages, { status: 'failed', message: UNFINISHED, hasEnded: false });
  }

  /** Writes what the run came to. */
  async finish(id: number, report: NightReport, stages: readonly StageRow[]): Promise<void> {
    const message = report.errors.length > 0 ? report.errors.join('\n') : null;
    await this.#write(id, report, stages, { status: report.status, message, hasEnded: true });
  }

  async #write(
    id: number,
    report: NightReport,
    stages: readonly StageRow[],
    end: { status: string; message: string | null; hasEnded: boolean },
  ): Promise<void> {
    await this.#database.query(WRITE_RUN, [
      id,
      end.status,
      report.analysed,
      report.clusters,
      report.created,
      report.updated,
      report.culturalChunks,
      report.tokens,
      report.seconds,
      storable(end.message),
      report.cut?.cut ?? null,
      report.cost ?? null,
      end.hasEnded,
      end.hasEnded ? JSON.stringify(withoutTexts(report)) : null,
      JSON.stringify(stages.map((stage) => ({ ...stage, error: storable(stage.error ?? null) }))),
    ]);
  }
}

/** One statement, so that a run and its stages never tell different things. */
const WRITE_RUN = `
  WITH run AS (
    UPDATE nightly_worker_runs SET status = $2, queries_analyzed = $3, clusters_found = $4, golden_answers_generated = $5,
      golden_answers_updated = $6, cultural_chunks_regenerated = $7, total_tokens_used = $8, execution_time_seconds = $9,
      error_message = $10, cut = $11, cost_usd = $12, seen_at = now(), ended_at = CASE WHEN $13 THEN now() END,
      report = $14::jsonb
    WHERE id = $1)
  INSERT INTO night_stages (run_id, stage, status, started_at, seconds, done, total, counts, tokens, cost_usd, error)
  SELECT $1, s.* FROM jsonb_to_recordset($15::jsonb) AS s (stage TEXT, status TEXT, started_at TIMESTAMPTZ,
    seconds DOUBLE PRECISION, done INTEGER, total INTEGER, counts JSONB, tokens BIGINT, cost_usd DOUBLE PRECISION, error TEXT)
  ON CONFLICT (run_id, stage) DO UPDATE SET status = EXCLUDED.status, seconds = EXCLUDED.seconds, done = EXCLUDED.done,
    total = EXCLUDED.total, counts = EXCLUDED.counts, tokens = EXCLUDED.tokens, cost_usd = EXCLUDED.cost_usd,
    error = EXCLUDED.error`;

/** What was saved after the last word of a run is counted from the answers' versions: each was kept with its answer. */
const CLOSE_KILLED = `
  WITH killed AS (
    UPDATE night_stages SET status = 'stopped', error = 'Its process was stopped.' WHERE status = 'running'
    RETURNING run_id, stage),
  saved AS (
    SELECT run_id, count(DISTINCT golden_answer_id) FILTER (WHERE version = 1) AS created,
      count(DISTINCT golden_answer_id) FILTER (WHERE version > 1) AS updated
    FROM answer_versions JOIN nightly_worker_runs r ON r.id = run_id WHERE r.ended_at IS NULL GROUP BY run_id)
  UPDATE nightly_worker_runs r SET ended_at = coalesce(seen_at, created_at),
    golden_answers_generated = greatest(golden_answers_generated, (SELECT created FROM saved WHERE run_id = r.id)),
    golden_answers_updated = greatest(golden_answers_updated, (SELECT updated FROM saved WHERE run_id = r.id)),
    error_message = 'The run did not finish: its process was stopped'
      || coalesce((SELECT ' at "' || stage || '"' FROM killed WHERE run_id = r.id LIMIT 1), '') || '.'
      || CASE WHEN EXISTS (SELECT 1 FROM matchers m WHERE m.created_at >= r.created_at)
           THEN ' What it had trained is published.' ELSE '' END
  WHERE ended_at IS NULL`;

/** What a later look back needs; the texts of questions stand in tables where `forget` finds them. */
function withoutTexts({ picked, gaps, errors, culturalRefused, ...counts }: NightReport) {
  return { ...counts, picked: picked.length, gaps: gaps.length, culturalRefused: culturalRefused.length };
}

/** A model's words may hold what PostgreSQL cannot store. */
function storable(text: string | null): string | null {
  return text?.replaceAll('\0', ' ').toWellFormed() ?? null;
}
