import type { Queryable } from './database.ts';

/** A database whose queries are all given up when the signal is aborted: for who reads several things for one client. */
export function withSignal(database: Queryable, signal: AbortSignal | undefined): Queryable {
  return { query: (sql, values, options) => database.query(sql, values, { signal, ...options }) };
}
