import type { Database } from '../database/database.ts';
import type { NightStage, StageStatus } from './night-stage.ts';

/** A night that is going on. Times are ISO 8601. */
export interface RunningNight {
  run: number;
  started_at: string;
  /** Where it is; null before its first stage. */
  stage: NightStage | null;
  stage_started_at: string | null;
  /** How far that stage is, where it can be counted. */
  done: number | null;
  total: number | null;
}

/** A night that is over. */
export interface PastNight {
  run: number;
  /** YYYY-MM-DD. */
  run_date: string;
  /** `stopped`: its process was killed. */
  status: 'success' | 'partial' | 'failed' | 'stopped';
  queries_analyzed: number;
  clusters_found: number;
  golden_answers_generated: number;
  golden_answers_updated: number;
  total_tokens_used: number;
  /** US dollars; null when a price is not known. */
  cost_usd: number | null;
  execution_time_seconds: number | null;
  error_message: string | null;
}

/** How it stands with the nights. */
export interface NightStatus {
  running: RunningNight | null;
  last: PastNight | null;
}

/**
 * Which night is going on, in whichever process, and how the last one ended. A run whose row is open goes on if somebody holds
 * the night's lock, which a process lets go of however it ends.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function nightStatus(database: Database): Promise<NightStatus> {
  let rows = await readLastRuns(database);
  const isOpen = rows[0]?.ended_at === null;
  const isRunning = isOpen && (await database.isLocked('night'));
  // It may have ended by itself after its row was read.
  if (isOpen && !isRunning) rows = await readLastRuns(database);
  const [running] = isRunning ? rows.splice(0, 1) : [];
  return { running: running ? toRunning(running) : null, last: rows[0] ? toPast(rows[0]) : null };
}

interface RunRow extends Omit<PastNight, 'status'>, Omit<RunningNight, 'run' | 'started_at' | 'stage_started_at'> {
  status: 'success' | 'partial' | 'failed';
  started_at: Date;
  stage_started_at: Date | null;
  stage_status: StageStatus | null;
  ended_at: Date | null;
}

function readLastRuns(database: Database): Promise<RunRow[]> {
  return database.query<RunRow>(
    `SELECT r.id AS run, r.run_date::text AS run_date, r.status, r.queries_analyzed, r.clusters_found,
       r.golden_answers_generated, r.golden_answers_updated, r.total_tokens_used, r.cost_usd, r.execution_time_seconds,
       r.error_message, r.created_at AS started_at, r.ended_at, s.stage,
       s.status AS stage_status, s.started_at AS stage_started_at, s.done, s.total
     FROM nightly_worker_runs r LEFT JOIN LATERAL (
       SELECT * FROM night_stages WHERE run_id = r.id ORDER BY started_at DESC, status = 'running' DESC LIMIT 1) s ON true
     ORDER BY r.id DESC LIMIT 2`,
  );
}

function toRunning({ run, started_at, stage, stage_started_at, done, total }: RunRow): RunningNight {
  const since = stage_started_at?.toISOString() ?? null;
  return { run, started_at: started_at.toISOString(), stage, stage_started_at: since, done, total };
}

function toPast({
  started_at,
  stage_started_at,
  stage_status,
  ended_at,
  stage,
  done,
  total,
  ...row
}: RunRow): PastNight {
  if (ended_at) return row;
  const where = stage_status === 'running' ? ` at "${stage}"${progressOf(done, total)}` : '';
  const error_message = `Its process was stopped${where}; the next run goes on.`;
  return { ...row, status: 'stopped', error_message };
}

/** A running night in one line. */
export function describeRunning({ run, stage, stage_started_at, done, total, started_at }: RunningNight): string {
  const where = stage ? `${stage}${progressOf(done, total)}, since ${atTime(stage_started_at!)}` : 'just begun';
  return `${where} (run ${run}, begun ${atTime(started_at)})`;
}

/** A night that is over: a line, and one more for what went wrong. */
export function describePast(night: PastNight): string {
  const answers = `${night.golden_answers_generated} answers new, ${night.golden_answers_updated} rewritten`;
  const done = `${night.run_date}, ${night.status}: ${night.queries_analyzed} questions, ${night.clusters_found} clusters, ${answers}`;
  const line = [done, ...timeAndCost(night)].join('; ');
  return night.error_message ? `${line}\n                ${night.error_message.split('\n')[0]}` : line;
}

function timeAndCost({
  execution_time_seconds: seconds,
  total_tokens_used: tokens,
  cost_usd: cost,
}: PastNight): string[] {
  const took = seconds === null ? [] : [`${seconds.toFixed(1)} s`];
  if (tokens === 0) return took;
  return [...took, `${tokens} tokens, ${cost === null ? 'cost unknown' : `$${cost.toFixed(4)}`}`];
}

function progressOf(done: number | null, total: number | null): string {
  return total === null ? '' : `: ${done} of ${total}`;
}

/** "2026-10-12 03:00:07 UTC". */
function atTime(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
