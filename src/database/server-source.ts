import pg from 'pg';
import type { Logger } from '../log.ts';
import type { DatabaseLock } from './database.ts';
import type { ConnectionSource } from './pooled-database.ts';

/** Any number, the same in every process, that sets Goldsmith's locks apart from those of others on the same database. */
const LOCK_SPACE = 7_141_908;

const CONNECT_TIMEOUT_MS = 5_000;

/** A lock of two numbers has objsubid 2; the second one, which may be negative, is shown without its sign. */
const IS_LOCKED = `
  SELECT EXISTS (
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = $1
    AND objid::bigint = hashtext($2)::bigint & 4294967295
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`;

/** By the statement too: behind a pooler the number of a backend may be made up, and another's. */
const CANCEL = `
  SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE pid = $1 AND usename = current_user AND datname = current_database() AND state = 'active' AND left(query, 500) = left($2, 500)`;

/** Connections to a PostgreSQL server, by URL. */
export class ServerSource implements ConnectionSource {
  readonly capabilities = { singleConnection: false };
  readonly #url: string;
  readonly #log: Logger;

  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  async poolConfig(): Promise<pg.PoolConfig> {
    return { connectionString: this.#url, max: 10 };
  }

  /**
   * An advisory lock of a connection of its own: the server lets go of it when the connection ends
   * (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
   */
  async tryLock(name: string): Promise<DatabaseLock | undefined> {
    const client = await this.#connect((error) =>
      this.#log.warn({ lock: name, reason: error.message }, 'a lock was lost'),
    );
    const release = () => client.end();
    try {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [LOCK_SPACE, name]);
      if (rows[0].held) return { release };
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return undefined;
  }

  /** Over a connection of its own, as the pool's may all be taken. */
  async cancel(client: pg.PoolClient, sql: string): Promise<void> {
    const other = await this.#connect(() => undefined);
    try {
      await other.query(CANCEL, [(client as { processID?: number }).processID, sql]);
    } finally {
      await other.end();
    }
  }

  async isLocked(name: string): Promise<boolean> {
    const client = await this.#connect(() => undefined); // The query tells of it.
    try {
      const { rows } = await client.query(IS_LOCKED, [LOCK_SPACE, name]);
      return rows[0].held;
    } finally {
      await client.end();
    }
  }

  async #connect(onLost: (error: Error) => void): Promise<pg.Client> {
    const client = new pg.Client({
      ...{ connectionString: this.#url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true },
    });
    client.on('error', onLost);
    await client.connect();
    return client;
  }

  describe(): string {
    const url = new URL(this.#url);
    url.password = '';
    for (const secret of ['password', 'sslpassword']) url.searchParams.delete(secret);
    return url.toString();
  }

  async close(): Promise<void> {}
}
