import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { Database, Queryable } from './database.ts';

/** The folder of the shipped migrations. */
const MIGRATIONS = new URL('../../db/migrations/', import.meta.url);

/** Any number, the same in every process, that says "migrations" to PostgreSQL's advisory locks. */
const LOCK_KEY = 7_141_907;

/** What {@link migrate} did. */
export interface MigrationReport {
  /** Names of the files run now, in order. */
  applied: string[];
  /** Names of the files that had been run before. */
  already: string[];
}

/**
 * Runs every SQL file of the folder that has not been run on this database, in the order of their names, each in a
 * transaction of its own together with its row in `_migrations`. Two processes may call it at once: each file is run by
 * one of them, the other waits for it.
 * @throws GoldsmithError `migration-failed` naming the file; the files before it stay applied. `database-unavailable`.
 */
export async function migrate(database: Database, folder: URL = MIGRATIONS): Promise<MigrationReport> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const report: MigrationReport = { applied: [], already: [] };
  const done = await recorded(database);
  for (const name of names) {
    if (done.has(name)) {
      report.already.push(name);
      continue;
    }
    const sql = await readFile(new URL(name, folder), 'utf8');
    const ran = await database.transaction((tx) => applyOnce(tx, name, sql));
    (ran ? report.applied : report.already).push(name);
  }
  return report;
}

/** The files that need no transaction to be seen as run: every command starts with all of them. */
async function recorded(database: Database): Promise<Set<string>> {
  const [{ exists }] = await database.query<{ exists: boolean }>(
    "SELECT to_regclass('_migrations') IS NOT NULL AS exists",
  );
  const rows = exists ? await database.query<{ name: string }>('SELECT name FROM _migrations') : [];
  return new Set(rows.map(({ name }) => name));
}

async function applyOnce(tx: Queryable, name: string, sql: string): Promise<boolean> {
  // Held until the transaction ends; on the embedded database the transaction itself keeps others out.
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
  await tx.query(`CREATE TABLE IF NOT EXISTS _migrations (
    name TEXT PRIMARY KEY, checksum TEXT NOT NULL, executed_at TIMESTAMPTZ NOT NULL DEFAULT now())`);
  const [done] = await tx.query('SELECT 1 FROM _migrations WHERE name = $1', [name]);
  if (done) return false;
  try {
    await tx.query(sql);
  } catch (error) {
    throw new GoldsmithError('migration-failed', `Migration ${name} failed: ${messageOf(error)}${advice(error)}`, {
      cause: error,
    });
  }
  const checksum = createHash('sha256').update(sql).digest('hex');
  await tx.query('INSERT INTO _migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
  return true;
}

function advice(error: unknown): string {
  return /extension "?vector"? is not available|vector\.control/.test(messageOf(error))
    ? '. Install pgvector on the database server (https://github.com/pgvector/pgvector).'
    : '';
}
