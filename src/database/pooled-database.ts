import pg from 'pg';
import { GoldsmithError, isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { databaseUnavailable, isConnectionFailure } from './connection-failure.ts';
import type { Database, DatabaseCapabilities, DatabaseLock, Queryable, QueryOptions } from './database.ts';
import { untilAborted } from './until-aborted.ts';

/** Where the connections of a {@link PooledDatabase} come from. */
export interface ConnectionSource {
  readonly capabilities: DatabaseCapabilities;
  /** Settings for a pool, made sure of each time a pool is opened: the embedded source starts or finds its server here. */
  poolConfig(): Promise<pg.PoolConfig>;
  /** See {@link Database.tryLock}. */
  tryLock(name: string): Promise<DatabaseLock | undefined>;
  /** See {@link Database.isLocked}. */
  isLocked(name: string): Promise<boolean>;
  /** Stops what a connection is working on. Without it, or where it cannot be done, that runs to its end. */
  cancel?(client: pg.PoolClient, sql: string): Promise<void>;
  /** How to reach the database with psql, without a password. */
  describe(): string;
  /** Lets go of what the source itself holds. */
  close(): Promise<void>;
}

/** How long to wait for a free connection before a query fails, milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A {@link Database} over a pool of `pg` connections. The pool is made anew when the server behind it was lost. */
export class PooledDatabase implements Database {
  readonly capabilities: DatabaseCapabilities;
  readonly #source: ConnectionSource;
  readonly #log: Logger;
  #pool: Promise<pg.Pool> | undefined;
  /** Not ended before the end: queries still wait there, and each must learn for itself that its server has gone. */
  readonly #givenUp = new Set<Promise<pg.Pool>>();
  #closed = false;

  constructor(source: ConnectionSource, log: Logger) {
    this.#source = source;
    this.#log = log;
    this.capabilities = source.capabilities;
  }

  async query<Row extends object>(sql: string, values: unknown[] = [], options: QueryOptions = {}): Promise<Row[]> {
    const giveUp = (client: pg.PoolClient) => this.#giveUpRead(client, sql);
    const ask = () => this.#withClient((client) => run<Row>(client, sql, values), options.signal, giveUp);
    try {
      return await ask();
    } catch (error) {
      // A read that met a connection whose server had just gone is asked again; a write may have been done.
      if (isDatabaseUnavailable(error) && !this.#closed && /^\s*SELECT\b/i.test(sql)) return ask();
      throw error;
    }
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>, options: QueryOptions = {}): Promise<T> {
    return this.#withClient(async (client) => {
      await run(client, 'BEGIN', []);
      try {
        const result = await work({ query: (sql, values = []) => run(client, sql, values) });
        await commit(client);
        return result;
      } catch (error) {
        // A rollback on a broken connection fails too; the first error is the one to tell.
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    }, options.signal);
  }

  async tryLock(name: string): Promise<DatabaseLock | undefined> {
    try {
      return await this.#source.tryLock(name);
    } catch (error) {
      throw isConnectionFailure(error) ? databaseUnavailable(error) : error;
    }
  }

  async isLocked(name: string): Promise<boolean> {
    try {
      return await this.#source.isLocked(name);
    } catch (error) {
      throw isConnectionFailure(error) ? databaseUnavailable(error) : error;
    }
  }

  describe(): string {
    return this.#source.describe();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const pool of new Set([...this.#givenUp, this.#pool])) await this.#endPool(pool);
    await this.#source.close();
  }

  /** @param giveUp called when the signal is aborted while the work is going on. */
  async #withClient<T>(
    work: (client: pg.PoolClient) => Promise<T>,
    signal?: AbortSignal,
    giveUp?: (client: pg.PoolClient) => Promise<void>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const connecting = this.#connect();
    const client = await untilAborted(connecting, signal).catch((error) => {
      // Nobody waits for this connection any more; it goes back when it comes.
      connecting.then((late) => late.release()).catch(() => undefined);
      throw error;
    });
    // A server that goes away tells the connection in use by an event; without a listener it would end the process.
    const onLost = (error: Error) =>
      this.#log.warn({ reason: error.message }, 'a database connection was lost while in use');
    client.on('error', onLost);
    let givingUp: Promise<void> | undefined;
    const onAbort = () => {
      givingUp = giveUp?.(client);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    let failure: unknown;
    const finished = work(client).catch((error) => {
      failure = error;
      throw error;
    });
    // The connection goes back only when its work has ended, whether or not the caller still waits for it.
    const released = finished.finally(async () => {
      signal?.removeEventListener('abort', onAbort);
      // Else it might stop what the connection is asked next.
      await givingUp;
      const lost = failure !== undefined && isConnectionFailure(failure);
      client.off('error', onLost);
      client.release(lost);
    });
    return untilAborted(released, signal);
  }

  /** Nobody waits for what a read finds. A write is left to its end: who asked for it may ask again what came of it. */
  async #giveUpRead(client: pg.PoolClient, sql: string): Promise<void> {
    if (!/^\s*(SELECT|WITH)\b/i.test(sql) || /\b(INSERT|UPDATE|DELETE)\b/i.test(sql)) return;
    await this.#source
      .cancel?.(client, sql)
      .catch((error) => this.#log.debug({ reason: messageOf(error) }, 'a read could not be stopped'));
  }

  /** One connection; tries twice, because the first try may have met a pool whose server has gone. */
  async #connect(): Promise<pg.PoolClient> {
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw new GoldsmithError('database-unavailable', 'The database has been closed.');
      this.#pool ??= this.#openPool();
      const used = this.#pool;
      try {
        return await (await used).connect();
      } catch (error) {
        // Only the pool that failed is given up: another query may have opened a new one meanwhile.
        if (this.#pool === used) this.#pool = undefined;
        this.#givenUp.add(used);
        if (attempt === 2 || !isConnectionFailure(error)) throw databaseUnavailable(error);
      }
    }
  }

  async #endPool(opening: Promise<pg.Pool> | undefined): Promise<void> {
    const pool = await opening?.catch(() => undefined);
    await pool
      ?.end()
      .catch((error) => this.#log.warn({ reason: messageOf(error) }, 'database pool did not close cleanly'));
  }

  async #openPool(): Promise<pg.Pool> {
    const pool = new pg.Pool({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...(await this.#source.poolConfig()) });
    pool.on('error', (error) => this.#log.warn({ reason: error.message }, 'a database connection was lost'));
    return pool;
  }
}

/** Commits; a transaction in which a statement failed is rolled back by COMMIT without an error, so its word is checked. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error) => {
    throw isConnectionFailure(error) ? databaseUnavailable(error) : error;
  });
  if (command === 'ROLLBACK') {
    throw new GoldsmithError('transaction-failed', 'The transaction was rolled back: a statement in it had failed.');
  }
}

async function run<Row extends object>(client: pg.PoolClient, sql: string, values: unknown[]): Promise<Row[]> {
  try {
    const result = await client.query<Row>(sql, values.length > 0 ? values : undefined);
    return result.rows;
  } catch (error) {
    throw isConnectionFailure(error) ? databaseUnavailable(error) : error;
  }
}
