import type { Queryable } from '../database/database.ts';

/**
 * Asks a run to stop softly, in whichever process it is: it looks once a second, finishes the answer that it is writing, and keeps what
 * is done.
 * @returns false where there is no such run, or it is over.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function requestStop(database: Queryable, run: number): Promise<boolean> {
  const rows = await database.query(
    `UPDATE nightly_worker_runs SET stop_requested_at = coalesce(stop_requested_at, now())
     WHERE id = $1 AND ended_at IS NULL RETURNING id`,
    [run],
  );
  return rows.length > 0;
}

/** Whether somebody has asked a run to stop. */
export async function isStopRequested(database: Queryable, run: number): Promise<boolean> {
  const [row] = await database.query<{ asked: boolean }>(
    'SELECT stop_requested_at IS NOT NULL AS asked FROM nightly_worker_runs WHERE id = $1',
    [run],
  );
  return row?.asked ?? false;
}
