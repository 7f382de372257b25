import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { GoldsmithError, messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { DatabaseLock } from '../database.ts';
import type { ConnectionSource } from '../pooled-database.ts';
import { EmbeddedServer, type ServerAddress } from './embedded-server.ts';
import { type FolderLock, isFolderLocked, tryLockFolder } from './folder-lock.ts';

/** How long to wait for a server that another process is just starting (or stopping), milliseconds. */
const JOIN_TIMEOUT_MS = 30_000;

/** Far longer than a look at a lock takes, milliseconds. */
const LOOK_MS = 50;

/** How long a query may wait for its turn, milliseconds: as long as a night's longest transaction, and more. */
const TURN_TIMEOUT_MS = 300_000;

/**
 * Connections to the embedded database of a folder. The first process to need it runs the server; the others join it.
 * When that process ends, the next to need the database takes over.
 */
export class EmbeddedSource implements ConnectionSource {
  readonly capabilities = { singleConnection: true };
  readonly #folder: string;
  readonly #log: Logger;
  #lock: FolderLock | undefined;
  #server: EmbeddedServer | undefined;
  #address: ServerAddress | undefined;
  /** One search for the server at a time: two would start two. */
  #reaching: Promise<ServerAddress> | undefined;

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
  }

  async poolConfig(): Promise<pg.PoolConfig> {
    this.#reaching ??= this.#reachServer().finally(() => {
      this.#reaching = undefined;
    });
    this.#address = await this.#reaching;
    // One backend for all: a new connection is answered only when the transaction that is open has ended.
    return {
      ...this.#address,
      user: 'postgres',
      database: 'postgres',
      max: 5,
      connectionTimeoutMillis: TURN_TIMEOUT_MS,
    };
  }

  async tryLock(name: string): Promise<DatabaseLock | undefined> {
    await this.#ensureFolder();
    const lock = this.#tryLockFolder(name) ?? (await this.#tryLockAgain(name));
    return lock && { release: async () => lock.release() };
  }

  async isLocked(name: string): Promise<boolean> {
    await this.#ensureFolder();
    return isFolderLocked(this.#folder, name);
  }

  /** It may have been free, and somebody was only looking whether it is. */
  async #tryLockAgain(name: string): Promise<FolderLock | undefined> {
    await delay(LOOK_MS);
    return this.#tryLockFolder(name);
  }

  describe(): string {
    const { host, port } = this.#address ?? { host: this.#folder, port: 5432 };
    return `psql -h ${host} -p ${port} -U postgres postgres`;
  }

  async close(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
    if (!this.#lock) return;
    await rm(this.#addressFile, { force: true });
    this.#lock.release();
    this.#lock = undefined;
  }

  get #addressFile(): string {
    return join(this.#folder, 'server.json');
  }

  async #reachServer(): Promise<ServerAddress> {
    await this.#ensureFolder();
    if (this.#server && !this.#server.running) await this.close();
    if (this.#server) return this.#server.address;
    const deadline = Date.now() + JOIN_TIMEOUT_MS;
    do {
      this.#lock ??= this.#tryLockFolder('server');
      if (this.#lock) return this.#startServer();
      const address = await this.#runningServer();
      if (address) return address;
      await delay(100);
    } while (Date.now() < deadline);
    throw new GoldsmithError(
      'database-unavailable',
      `Another process holds the data folder ${this.#folder} but its database does not answer. Stop that process and try again.`,
      { retryable: true },
    );
  }

  async #startServer(): Promise<ServerAddress> {
    try {
      this.#server = await EmbeddedServer.start(this.#folder);
      await writeFile(this.#addressFile, JSON.stringify({ ...this.#server.address, pid: process.pid }));
      this.#log.debug({ folder: this.#folder }, 'embedded database started');
      return this.#server.address;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** The address that the process holding the lock has written, once something listens there. */
  async #runningServer(): Promise<ServerAddress | undefined> {
    try {
      const { host, port } = JSON.parse(await readFile(this.#addressFile, 'utf8')) as ServerAddress;
      return (await listens(EmbeddedServer.endpoint({ host, port }))) ? { host, port } : undefined;
    } catch {
      return undefined; // Not written yet, or half written.
    }
  }

  async #ensureFolder(): Promise<void> {
    try {
      await makeFolder(this.#folder);
      await access(this.#folder, constants.W_OK);
    } catch (error) {
      throw this.#notWritable(error);
    }
  }

  /** @throws GoldsmithError `data-folder` when the lock's file cannot be written. */
  #tryLockFolder(name: string): FolderLock | undefined {
    try {
      return tryLockFolder(this.#folder, name);
    } catch (error) {
      throw this.#notWritable(error);
    }
  }

  #notWritable(error: unknown): GoldsmithError {
    return new GoldsmithError(
      'data-folder',
      `The data folder ${this.#folder} cannot be written (${messageOf(error)}). Set GOLDSMITH_DATA to a folder of your own, or DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

/** Makes a folder and those above it, one by one: where nothing may be made (/proc), Node's recursive mkdir never ends. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

function listens(endpoint: { path: string } | { host: string; port: number }): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(endpoint);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
