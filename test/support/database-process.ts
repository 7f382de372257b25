import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MigrationReport } from '../../src/database/migrate.ts';
import type { DatabaseLocation } from '../../src/database/open-database.ts';
import { NODE_FLAGS } from './node-flags.ts';

/** A statement with its values. */
export type Statement = [sql: string, values: unknown[]];

type Order =
  | { do: 'query'; sql: string; values: unknown[]; giveUpAfterMs?: number }
  | { do: 'storm'; statements: Statement[] }
  | { do: 'begin' | 'commit' | 'describe' | 'close' }
  | { do: 'lock'; name: string }
  | { do: 'migrate'; folder?: string };
/** What the process is told. */
export type Request = Order & { id: number };
/** What it answers; dates have become strings. */
export interface Answer {
  id: number;
  result?: unknown;
  error?: { name: string; message: string; code?: string | number; retryable?: boolean };
}

const ENDED = 'the process has ended';

/** The database floor in a process of its own, as `nightly` has it beside `serve`, told what to do from here. */
export class DatabaseProcess {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  constructor(location: DatabaseLocation) {
    const script = fileURLToPath(new URL('./database-process-main.ts', import.meta.url));
    this.#process = fork(script, [JSON.stringify(location)], {
      execArgv: NODE_FLAGS,
      // What a killed process leaves in its temporary folder goes away with the data folder.
      env: { ...process.env, TMPDIR: location.dataFolder },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error) waiting?.reject(Object.assign(new Error(answer.error.message), answer.error));
      else waiting?.resolve(answer.result);
    });
    this.#process.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(ENDED));
    });
  }

  /** Runs a statement, inside the transaction when one has been begun; with `giveUpAfterMs` under a signal that then aborts. */
  query<Row = Record<string, unknown>>(sql: string, values: unknown[] = [], giveUpAfterMs?: number): Promise<Row[]> {
    return this.#ask({ do: 'query', sql, values, giveUpAfterMs }) as Promise<Row[]>;
  }

  /** Runs all statements at once, each on any connection. */
  storm(statements: Statement[]): Promise<Record<string, unknown>[][]> {
    return this.#ask({ do: 'storm', statements }) as Promise<Record<string, unknown>[][]>;
  }

  /** Opens a transaction and keeps it open until {@link commit}. */
  async begin(): Promise<void> {
    await this.#ask({ do: 'begin' });
  }

  async commit(): Promise<void> {
    await this.#ask({ do: 'commit' });
  }

  /** Takes a lock and keeps it. Returns false when another has it. */
  lock(name: string): Promise<boolean> {
    return this.#ask({ do: 'lock', name }) as Promise<boolean>;
  }

  migrate(folder?: URL): Promise<MigrationReport> {
    return this.#ask({ do: 'migrate', folder: folder?.href }) as Promise<MigrationReport>;
  }

  describe(): Promise<string> {
    return this.#ask({ do: 'describe' }) as Promise<string>;
  }

  /** Closes the database and waits for the process to end by itself. Returns its exit code. */
  async close(): Promise<number | null> {
    if (this.#ended) return this.#process.exitCode;
    const ended = once(this.#process, 'exit');
    this.#ask({ do: 'close' }).catch(() => undefined);
    const [code] = await ended;
    return code;
  }

  /** Ends the process as a crash does, with nothing tidied up. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  get #ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #ask(order: Order): Promise<unknown> {
    if (this.#ended) return Promise.reject(new Error(ENDED));
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#process.send({ ...order, id }, (error) => error && waiting.reject(error));
    return waiting.promise;
  }
}
