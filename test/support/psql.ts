import { spawnSync } from 'node:child_process';

/** Why a test with psql cannot run here; false when it can. For the `skip` option of a test. */
export const withoutPsql: string | false = spawnSync('psql', ['--version']).error ? 'psql is not installed' : false;

/** Runs statements in psql the way an operator does, given what `describe()` says, and returns what it prints. */
export function psql(description: string, ...statements: string[]): string {
  const parts = description.startsWith('psql ') ? description.split(' ').slice(1) : [description];
  const commands = statements.flatMap((statement) => ['-c', statement]);
  const run = spawnSync(
    'psql',
    ['--no-psqlrc', '--no-align', '--tuples-only', '-v', 'ON_ERROR_STOP=1', ...commands, ...parts],
    {
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  if (run.status !== 0) throw new Error(`psql ${parts.join(' ')} failed: ${run.stderr}`);
  return run.stdout.trim();
}
