import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS } from './node-flags.ts';
import type { CommandResult } from './run-command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = fileURLToPath(new URL('command-process-main.ts', import.meta.url));

/**
 * `goldsmith` in a process that runs one command after the other, and loads the same code once. It ends with the test's own
 * process.
 */
export class CommandProcess {
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a command to its end, after those that were asked for before. */
  run(args: string[], env: Record<string, string>): Promise<CommandResult> {
    const result = this.#last.then(() => this.#runNow(args, env));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #runNow(args: string[], env: Record<string, string>): Promise<CommandResult> {
    this.#process ??= start();
    const child = this.#process;
    const end = `end of ${randomUUID()}`;
    const written = [child.stdout!, child.stderr!].map((stream) => readUntil(stream, end));
    child.send({ args, env, end });
    child.channel?.ref();
    const [[code], stdout, stderr] = await Promise.all([once(child, 'message'), ...written]);
    child.channel?.unref();
    return { code: code as number, stdout, stderr };
  }
}

function start(): ChildProcess {
  const child = fork(MAIN, { cwd: ROOT, execArgv: NODE_FLAGS, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  // It is done when the test is: neither waits for the other.
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8');
    (stream as typeof stream & { unref(): void }).unref();
  }
  return child;
}

/** What is written from now on, up to a mark. */
function readUntil(stream: NodeJS.ReadableStream, end: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', function take(part: string) {
      text += part;
      if (!text.endsWith(end)) return;
      stream.off('data', take);
      resolve(text.slice(0, -end.length));
    });
  });
}
