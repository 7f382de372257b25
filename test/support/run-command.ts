import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../src/database/open-database.ts';
import { CommandProcess } from './command-process.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { waitFor } from './wait-for.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a command came to. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How a command is run. */
export interface CommandSettings {
  /** The environment beside PATH, HOME and where compiled code is kept: nothing of Goldsmith's settings is taken over from the test's own. */
  env?: Record<string, string>;
  /** Run as another user of the machine. */
  uid?: number;
}

/** The settings that lead a command to a database. */
export function databaseEnv({ dataFolder, databaseUrl }: DatabaseLocation): Record<string, string> {
  return { GOLDSMITH_DATA: dataFolder, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) };
}

/** `goldsmith` in a process of its own, still running. */
export class RunningCommand {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<number | null>;

  constructor(args: string[], { env, uid }: CommandSettings = {}) {
    this.process = spawn(process.execPath, [...NODE_FLAGS, 'src/cli/main.ts', ...args], {
      cwd: ROOT,
      env: wholeEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      uid,
    });
    this.process.stdout!.setEncoding('utf8').on('data', (part) => {
      this.stdout += part;
    });
    this.process.stderr!.setEncoding('utf8').on('data', (part) => {
      this.stderr += part;
    });
    this.#ended = once(this.process, 'close').then(([code]) => code);
  }

  /** Waits for the end of the process, and of all it wrote. */
  async result(): Promise<CommandResult> {
    const code = await this.#ended;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  /** The URL that `serve` listens on, once it does. */
  async listening(): Promise<string> {
    const url = () => /"url":"([^"]+)"/.exec(this.stderr)?.[1];
    await waitFor(() => {
      if (this.process.exitCode !== null) throw new Error(`serve has ended:\n${this.stderr}`);
      return url() !== undefined;
    }, 'serve listens');
    return url()!;
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<CommandResult> {
    this.process.kill(signal);
    return this.result();
  }

  /** Ends the process if it still runs. */
  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGKILL');
    await this.#ended;
  }
}

const commands = new CommandProcess();

/** Runs `goldsmith` to its end: one command of a test file after the other. */
export function runCommand(args: string[], settings: CommandSettings = {}): Promise<CommandResult> {
  if (settings.uid !== undefined) return new RunningCommand(args, settings).result();
  return commands.run(args, wholeEnv(settings.env));
}

function wholeEnv(env: Record<string, string> = {}): Record<string, string> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}), ...env };
}
