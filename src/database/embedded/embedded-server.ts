import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GoldsmithError, messageOf } from '../../errors.ts';
import { postgresModule } from './postgres-module.ts';

/** Where the embedded server listens, as `pg` and psql take it: a host, or a folder that holds the Unix socket. */
export interface ServerAddress {
  host: string;
  port: number;
}

/** What the worker is told at its start. */
export interface ServerWorkerData {
  dataFolder: string;
  /** PostgreSQL, compiled. */
  module: WebAssembly.Module;
  /** The Unix socket to listen on; without it a port of 127.0.0.1 that the system chooses. */
  socketPath?: string;
}

/** What the worker says: that it listens, or why it could not start. */
export type ServerWorkerMessage = { ready: true; port?: number } | { ready: false; reason: string };

const SOCKET_PORT = 5432;
const SOCKET_NAME = `.s.PGSQL.${SOCKET_PORT}`;

/** How many bytes the path of a Unix socket may have on every system. */
const LONGEST_SOCKET_PATH = 100;

/**
 * PostgreSQL in WebAssembly (PGlite) in a worker thread, reachable over PostgreSQL's own protocol, so that this process,
 * other processes and psql all use it in one way. On a Unix socket in a folder that only this user can enter; on Windows
 * on a port of 127.0.0.1.
 */
export class EmbeddedServer {
  readonly address: ServerAddress;
  readonly #worker: Worker;
  readonly #socketFolder: string | undefined;
  #running = true;

  private constructor(worker: Worker, address: ServerAddress, socketFolder: string | undefined) {
    this.#worker = worker;
    this.address = address;
    this.#socketFolder = socketFolder;
    worker.once('exit', () => {
      this.#running = false;
    });
    // An error ends the worker; the owner sees `running` turn false and starts another.
    worker.on('error', () => undefined);
  }

  /**
   * Starts the server on a folder; the caller must hold the folder's lock.
   * @throws GoldsmithError `database-unavailable` when the data cannot be opened.
   */
  static async start(folder: string): Promise<EmbeddedServer> {
    const socketFolder = await makeSocketFolder(folder);
    let worker: Worker | undefined;
    try {
      const workerData: ServerWorkerData = {
        dataFolder: join(folder, 'postgres'),
        module: await postgresModule(),
        socketPath: socketFolder && join(socketFolder, SOCKET_NAME),
      };
      worker = new Worker(new URL(`./embedded-server-worker${extname(import.meta.url)}`, import.meta.url), {
        workerData,
      });
      const port = await started(worker);
      const address = { host: socketFolder ?? '127.0.0.1', port: port ?? SOCKET_PORT };
      return new EmbeddedServer(worker, address, socketFolder);
    } catch (error) {
      await worker?.terminate();
      if (socketFolder) await rm(socketFolder, { recursive: true, force: true });
      throw new GoldsmithError(
        'database-unavailable',
        `The embedded database in ${folder} did not start (${messageOf(error)}).`,
        {
          cause: error,
        },
      );
    }
  }

  /** An address as `node:net` takes it. */
  static endpoint(address: ServerAddress): { path: string } | { host: string; port: number } {
    return address.host.startsWith('/') ? { path: join(address.host, `.s.PGSQL.${address.port}`) } : address;
  }

  /** False once the worker has ended, for whatever reason. */
  get running(): boolean {
    return this.#running;
  }

  /** Stops listening, writes everything to disk and ends the worker. */
  async stop(): Promise<void> {
    if (this.#running) {
      const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
      this.#worker.postMessage('stop');
      await exited;
    }
    if (this.#socketFolder) await rm(this.#socketFolder, { recursive: true, force: true });
  }
}

/**
 * A folder for the socket that only this user can enter: in the data folder, or a temporary one when the socket's path
 * would be too long; none on Windows.
 */
async function makeSocketFolder(dataFolder: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = join(dataFolder, 'socket');
  if (Buffer.byteLength(join(folder, SOCKET_NAME)) > LONGEST_SOCKET_PATH) return mkdtemp(join(tmpdir(), 'goldsmith-'));
  await rm(folder, { recursive: true, force: true }); // Left behind by a process that was killed.
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

function started(worker: Worker): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: ServerWorkerMessage) => {
      if (message.ready) resolve(message.port);
      else reject(new Error(message.reason));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('its worker ended')));
  });
}
