import type { Database } from '../database/database.ts';
import type { StageStatus } from './night-stage.ts';

/** How a run stands. `stopped`: its process was killed. */
export type RunStatus = 'running' | 'success' | 'partial' | 'failed' | 'stopped';

/** How many clusters changed in a run, by how. */
export interface ChangeCounts {
  created: number;
  grown: number;
  merged: number;
  split: number;
  vanished: number;
  unchanged: number;
}

/** One run. Times are ISO 8601. */
export interface ReadNight {
  run: number;
  started_at: string;
  ended_at: string | null;
  status: RunStatus;
  queries_analyzed: number;
  clusters_found: number;
  golden_answers_generated: number;
  golden_answers_updated: number;
  cultural_chunks_regenerated: number;
  total_tokens_used: number;
  /** US dollars; null when a price is not known. */
  cost_usd: number | null;
  /** Of a run that goes on: until now. */
  execution_time_seconds: number | null;
  error_message: string | null;
  stop_requested_at: string | null;
  /** True for a run that only rewrote what was stale. */
  only_stale: boolean;
  /** Of a run that has ended and read questions. */
  changes: ChangeCounts | null;
}

/** A stage of a run. */
export interface ReadStage {
  stage: string;
  status: StageStatus;
  started_at: string;
  /** Of a stage that goes on: until now. */
  seconds: number;
  done: number | null;
  total: number | null;
  counts: Record<string, unknown>;
  tokens: number;
  cost_usd: number | null;
  error: string | null;
}

interface NightRow extends Omit<ReadNight, 'started_at' | 'ended_at' | 'stop_requested_at' | 'status'> {
  started_at: Date;
  ended_at: Date | null;
  stop_requested_at: Date | null;
  status: 'success' | 'partial' | 'failed';
  /** Seconds since it began, by the database's clock. */
  age: number;
}

interface StageRow extends Omit<ReadStage, 'started_at'> {
  started_at: Date;
  age: number;
}

/** Seconds since a moment. What runs writes its own seconds now and then only. */
const since = (column: string) => `round(extract(epoch FROM clock_timestamp() - ${column}), 1)::float8`;

const KINDS = ['created', 'grown', 'merged', 'split', 'vanished', 'unchanged'] as const;

const CHANGES = `CASE WHEN jsonb_typeof(report->'changes') = 'object' THEN jsonb_build_object(
  ${KINDS.map((kind) => `'${kind}', jsonb_array_length(report->'changes'->'${kind}')`).join(', ')}) END`;

const COLUMNS = `id AS run, created_at AS started_at, ended_at, status, queries_analyzed, clusters_found,
  golden_answers_generated, golden_answers_updated, cultural_chunks_regenerated, total_tokens_used, cost_usd,
  execution_time_seconds, error_message, stop_requested_at, coalesce((report->>'onlyStale')::boolean, false) AS only_stale,
  ${CHANGES} AS changes, ${since('created_at')} AS age`;

/**
 * The runs, newest first.
 * @param before only those with a smaller number.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readNights(database: Database, limit: number, before?: number): Promise<ReadNight[]> {
  const isRunning = await database.isLocked('night');
  const rows = await database.query<NightRow>(
    `SELECT ${COLUMNS} FROM nightly_worker_runs WHERE $2::int IS NULL OR id < $2 ORDER BY id DESC LIMIT $1`,
    [limit, before ?? null],
  );
  return rows.map((row) => toNight(row, isRunning));
}

/**
 * One run with its stages; undefined where there is none.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readNight(
  database: Database,
  run: number,
): Promise<{ night: ReadNight; stages: ReadStage[] } | undefined> {
  // Asked first: of a run that ends meanwhile the row says so.
  const isRunning = await database.isLocked('night');
  const [row] = await database.query<NightRow>(`SELECT ${COLUMNS} FROM nightly_worker_runs WHERE id = $1`, [run]);
  if (!row) return undefined;
  const stages = await database.query<StageRow>(
    `SELECT stage, status, started_at, seconds, done, total, counts, tokens::float8 AS tokens, cost_usd, error,
       ${since('started_at')} AS age
     FROM night_stages WHERE run_id = $1 ORDER BY started_at, stage`,
    [run],
  );
  const night = toNight(row, isRunning);
  return { night, stages: stages.map((stage) => toStage(stage, night.status === 'running')) };
}

/** A cluster that changed in a run. */
export interface ChangedCluster {
  kind: (typeof KINDS)[number];
  cluster: number;
  /** The cluster that took it in, or that it was a part of. */
  other: number | null;
  /** Its question as it is now; null for a cluster that is gone. */
  question: string | null;
}

/**
 * The clusters that were new, grown, merged, split or gone after a run.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readChanges(
  database: Database,
  run: number,
  kind: ChangedCluster['kind'],
  limit: number,
): Promise<ChangedCluster[]> {
  return database.query<ChangedCluster>(
    `SELECT $2 AS kind, e.cluster, e.other, coalesce(c.canonical_question, into_it.canonical_question) AS question
     FROM nightly_worker_runs r CROSS JOIN LATERAL (
       SELECT (CASE jsonb_typeof(one) WHEN 'object' THEN one->>'id' ELSE one #>> '{}' END)::int AS cluster,
         (CASE jsonb_typeof(one) WHEN 'object' THEN coalesce(one->>'into', one->>'from') END)::int AS other
       FROM jsonb_array_elements(CASE jsonb_typeof(r.report->'changes'->$2) WHEN 'array' THEN r.report->'changes'->$2 ELSE '[]' END)
         AS one) AS e
     LEFT JOIN clusters c ON c.id = e.cluster LEFT JOIN clusters into_it ON into_it.id = e.other
     WHERE r.id = $1 ORDER BY c.asked DESC NULLS LAST, e.cluster LIMIT $3`,
    [run, kind, limit],
  );
}

function toStage({ age, started_at, ...stage }: StageRow, isRunning: boolean): ReadStage {
  const goesOn = isRunning && stage.status === 'running';
  return { ...stage, started_at: started_at.toISOString(), seconds: goesOn ? age : stage.seconds };
}

function toNight(
  { age, started_at, ended_at, stop_requested_at, status, ...row }: NightRow,
  isLocked: boolean,
): ReadNight {
  const open = isLocked ? ('running' as const) : ('stopped' as const);
  return {
    ...row,
    started_at: started_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
    stop_requested_at: stop_requested_at?.toISOString() ?? null,
    status: ended_at ? status : open,
    execution_time_seconds: !ended_at && isLocked ? age : row.execution_time_seconds,
    // Of a run that goes on it says what will be true should its process be killed.
    error_message: !ended_at && isLocked ? null : row.error_message,
  };
}
