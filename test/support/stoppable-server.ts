import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type DataFolder, freshDataFolder } from './data-folder.ts';
import { NODE_FLAGS } from './node-flags.ts';

/** A password that must never show up anywhere. */
export const SECRET_PASSWORD = '5ecret-p4ssword';

/** A PostgreSQL server in a process of its own, reached by a URL that stays the same when it is stopped and started. */
export class StoppableServer {
  readonly folder: string;
  readonly #data: DataFolder;
  #process: ChildProcess | undefined;

  private constructor(data: DataFolder) {
    this.#data = data;
    this.folder = data.path;
  }

  static async start(): Promise<StoppableServer> {
    const server = new StoppableServer(await freshDataFolder());
    await server.start();
    return server;
  }

  /** Its address, with the folder of its socket where a host's name would stand. */
  get url(): string {
    return `postgres://postgres:${SECRET_PASSWORD}@${encodeURIComponent(this.folder)}:5432/postgres`;
  }

  async start(): Promise<void> {
    const script = fileURLToPath(new URL('./stoppable-server-main.ts', import.meta.url));
    this.#process = fork(script, [this.folder], {
      execArgv: NODE_FLAGS,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(this.#process, 'exit').then(() => Promise.reject(new Error('the server did not start')));
    ended.catch(() => undefined);
    await Promise.race([once(this.#process, 'message'), ended]);
  }

  /** Ends the server as a crash does. */
  async stop(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    await this.#data.remove();
  }
}
