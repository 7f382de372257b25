import type { Queryable } from './database.ts';

/** Packs of rows that were put down in a rush and are not entered yet, by the table they go to. */
export type SpoolBacklog = { kind: string; packs: number }[];

/** Counts what waits in the spool. */
export async function spoolBacklog(database: Queryable): Promise<SpoolBacklog> {
  return database.query<SpoolBacklog[number]>(
    'SELECT kind, count(*)::int AS packs FROM spool GROUP BY kind ORDER BY kind',
  );
}
