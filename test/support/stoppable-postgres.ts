import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../src/database/open-database.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { tempRoot } from './temp-root.ts';
import { copyTemplate } from './test-database.ts';

/** A migrated PostgreSQL in a process of its own, that a test can really stop and start again at the same address. */
export class StoppablePostgres {
  readonly #folder: string;
  #port = 0;
  #process: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a fresh one, running. */
  static async open(): Promise<StoppablePostgres> {
    const folder = await mkdtemp(join(tempRoot(), 'goldsmith-stoppable-'));
    await copyTemplate(folder);
    const postgres = new StoppablePostgres(folder);
    await postgres.start();
    return postgres;
  }

  /** Where it is, whether it runs or not. */
  get location(): DatabaseLocation {
    return {
      databaseUrl: `postgres://postgres@127.0.0.1:${this.#port}/postgres`,
      dataFolder: join(this.#folder, 'unused'),
    };
  }

  /** Starts it, unless it runs. */
  async start(): Promise<void> {
    if (this.#process) return;
    const script = fileURLToPath(new URL('./stoppable-postgres-main.ts', import.meta.url));
    const process = fork(script, [join(this.#folder, 'postgres'), String(this.#port)], {
      execArgv: NODE_FLAGS,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process = process;
    const failed = once(process, 'exit').then(() => Promise.reject(new Error('PostgreSQL did not start')));
    failed.catch(() => undefined);
    [this.#port] = await Promise.race([once(process, 'message'), failed]);
  }

  /** Ends the process as a crash does. */
  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
