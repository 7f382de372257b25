/** What can be asked of a database or of an open transaction. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows.
   * @throws GoldsmithError `database-unavailable` when the server cannot be reached; the driver's error when the statement is wrong.
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: unknown[],
    options?: QueryOptions,
  ): Promise<Row[]>;
}

/** Options of one query or transaction. */
export interface QueryOptions {
  /** Stops waiting for the result. A server is told to stop a read; the embedded database cannot be stopped at what it is doing. */
  signal?: AbortSignal;
}

/** What one process at a time may do, until it says that it has done it, or ends, however it ends. */
export interface DatabaseLock {
  release(): Promise<void>;
}

/** What the code above may need to know of a database; everything else is alike. */
export interface DatabaseCapabilities {
  /** One backend serves everybody: a query outside an open transaction waits until that transaction ends. */
  singleConnection: boolean;
}

/**
 * A PostgreSQL database with pgvector: a server, or the embedded one. The code above this folder cannot tell which.
 * A lost connection heals by itself: the next query connects anew.
 */
export interface Database extends Queryable {
  readonly capabilities: DatabaseCapabilities;
  /** Runs `work` inside one transaction: committed when it resolves, rolled back when it throws. Inside, use only `tx`. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: QueryOptions): Promise<T>;
  /**
   * Tries to become the one who holds the lock of a name, among all who use this database. Does not wait.
   * @param name letters and hyphens.
   * @returns undefined when another has it.
   * @throws GoldsmithError `database-unavailable`.
   */
  tryLock(name: string): Promise<DatabaseLock | undefined>;
  /**
   * Whether somebody holds the lock of a name.
   * @throws GoldsmithError `database-unavailable`.
   */
  isLocked(name: string): Promise<boolean>;
  /** How an operator can reach this database with psql; carries no password. */
  describe(): string;
  /** Lets go of every connection, and stops the embedded server when this process runs it. */
  close(): Promise<void>;
}
