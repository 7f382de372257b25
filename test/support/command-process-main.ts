import { writeSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A command for this process to run: its arguments and its whole environment. */
export interface CommandTask {
  args: string[];
  env: Record<string, string>;
  /** Stands at the end of what the command wrote, on both streams. */
  end: string;
}

let runs = 0;

/** Runs the command line as a new process would, but for what is loaded already. */
async function run({ args, env, end }: CommandTask): Promise<void> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv.splice(2, Infinity, ...args);
  process.exitCode = 0;
  // Another address for each run: a module is run once only.
  await import(`../../src/cli/main.ts?run=${runs++}`);
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))),
  );
  // A night lets others go first, and the next command is another process's.
  if (process.getuid?.() === 0) setPriority(0);
  const code = process.exitCode;
  process.exitCode = 0;
  for (const fd of [1, 2]) writeSync(fd, end);
  process.send?.(code);
}

let last = Promise.resolve();
process.on('message', (task: CommandTask) => {
  last = last.then(() => run(task));
});
process.on('disconnect', () => process.exit());
