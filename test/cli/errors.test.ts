import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CommandResult,
  type CommandSettings,
  databaseEnv,
  RunningCommand,
  runCommand,
} from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let folder: TempFolder;
before(async () => {
  opened = await openTestDatabase();
  await opened.database.query('SELECT 1');
  folder = await makeTempFolder();
});
after(async () => {
  await opened.close();
  await folder.remove();
});

const run = (...args: string[]) => runCommand(args, { env: databaseEnv(opened.location) });

function assertTold({ code, stdout, stderr }: CommandResult, expected: number, says: RegExp): void {
  assert.equal(code, expected, stderr);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at .*:\d+/, 'no stack trace');
  assert.equal(stdout, '');
}

for (const [what, args, says] of [
  ['no command', [], /Usage: goldsmith/],
  ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
  ['an unknown option', ['migrate', '--fast'], /unknown option '--fast'/],
  ['a missing argument', ['ingest'], /missing required argument 'path'/],
  ['a missing file', ['import', 'conversations'], /missing required argument 'file'/],
  ['an import of an unknown kind', ['import', 'recipes', 'x.csv'], /recipes/],
  ['days that are no number', ['nightly', '--days', 'many'], /whole number/],
  ['no days', ['nightly', '--days', '0'], /whole number/],
  ['negative answers', ['nightly', '--max-golden', '-3'], /whole number/],
  ['a time that is none', ['nightly', '--until', 'tonight'], /date or time/],
  ['an unknown clustering', ['nightly', '--clustering', 'kmeans'], /linkage/],
  ['a clustering out of bounds', ['nightly', '--clustering', 'dbscan:7'], /between 0 and 1/],
  ['one argument too many', ['migrate', 'now'], /too many arguments/],
] as const) {
  test(`${what} is wrong usage: exit 2 and what would be right`, async () => assertTold(await run(...args), 2, says));
}

for (const [name, value] of [
  ['DATABASE_URL', 'mysql://secret:pass@x/y'],
  ['GOLDSMITH_PORT', '99999'],
  ['GOLDSMITH_RULE', 'guess'],
  ['GOLDSMITH_MAX_WRONG', '2'],
  ['GOLDSMITH_LOG_LEVEL', 'loud'],
  ['GOLDSMITH_LANGUAGES', 'english'],
  ['GOLDSMITH_MODEL_NIGHT', 'clever'],
]) {
  test(`a wrong ${name} is exit 2 and named, without its value`, async () => {
    const result = await runCommand(['status'], { env: { ...databaseEnv(opened.location), [name]: value } });
    assertTold(result, 2, new RegExp(name));
    assert.ok(!result.stderr.includes('secret'));
  });
}

test('a model without its key is exit 2 and names the key', async () => {
  const env = { ...databaseEnv(opened.location), GOLDSMITH_MODEL_NIGHT: 'anthropic:claude-x' };
  assertTold(await runCommand(['nightly'], { env }), 2, /ANTHROPIC_API_KEY/);
});

test('help and version are no errors', async () => {
  const help = await run('--help');
  assert.equal(help.code, 0);
  for (const command of ['serve', 'migrate', 'ingest', 'import', 'nightly', 'ask', 'status'])
    assert.match(help.stdout, new RegExp(`\\n  ${command}`));
  const version = await run('--version');
  assert.deepEqual([version.code, /^\d+\.\d+\.\d+\n$/.test(version.stdout)], [0, true]);
  assert.equal((await run('nightly', '--help')).code, 0);
});

test('a path that is not there, or of the wrong kind, is exit 1 and named', async () => {
  const file = await folder.write('a.png', 'PNG');
  assertTold(await run('ingest', join(folder.path, 'missing')), 1, /missing cannot be read/);
  assertTold(await run('ingest', file), 1, /a\.png is of no kind.*\.md/);
  assertTold(await run('import', 'conversations', join(folder.path, 'missing.csv')), 1, /missing\.csv cannot be read/);
  assertTold(await run('import', 'conversations', file), 1, /\.jsonl/);
});

test('a database that cannot be reached is exit 1 and no password is shown', async () => {
  const env = { DATABASE_URL: 'postgres://someone:s3cret@127.0.0.1:1/x', GOLDSMITH_DATA: folder.path };
  for (const args of [['migrate'], ['status'], ['nightly'], ['ingest', folder.path]]) {
    const result = await runCommand(args, { env });
    assertTold(result, 1, /database cannot be reached/);
    assert.ok(!result.stderr.includes('s3cret'));
  }
});

test('a data folder that cannot be written is exit 1 and says what to set', async () => {
  const closed = await makeTempFolder();
  await chmod(closed.path, 0o555);
  const settings: CommandSettings = {
    env: { GOLDSMITH_DATA: closed.path },
    uid: process.getuid?.() === 0 ? 65534 : undefined,
  };
  for (const command of ['migrate', 'serve'])
    assertTold(await runCommand([command], settings), 1, /cannot be written.*GOLDSMITH_DATA/s);
  assertTold(
    await runCommand(['status'], { ...settings, env: { GOLDSMITH_DATA: join(closed.path, 'deeper') } }),
    1,
    /cannot be written.*GOLDSMITH_DATA/s,
  );
  await closed.remove();
});

test('a data folder that is a file is exit 1 and says what to set', async () => {
  const file = await folder.write('data', 'x');
  assertTold(await runCommand(['migrate'], { env: { GOLDSMITH_DATA: file } }), 1, /GOLDSMITH_DATA/);
});

test('a port in use is exit 1 and says what to set', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String((other.address() as AddressInfo).port);
  const result = await runCommand(['serve'], { env: { ...databaseEnv(opened.location), GOLDSMITH_PORT: port } });
  other.close();
  assert.equal(result.code, 1);
  assert.match(result.stderr, new RegExp(`goldsmith: Cannot listen on 127.0.0.1:${port}.*GOLDSMITH_PORT`));
});

test('Ctrl-C ends an import, exit 1, keeps what it has, and the next run adds the rest', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) =>
    JSON.stringify({ messages: [{ role: 'user', content: `q${i}` }], created_at: '2026-10-05T00:00:00Z' }),
  );
  const file = await folder.write('large.jsonl', lines.join('\n'));
  const running = new RunningCommand(['import', 'conversations', file, '--json'], {
    env: databaseEnv(opened.location),
  });
  const count = async () =>
    (await opened.database.query<{ n: number }>('SELECT count(*)::int AS n FROM conversations'))[0].n;
  while ((await count()) === 0 && running.process.exitCode === null) await pause(5);
  const { code, stderr } = await running.stop('SIGINT');
  const kept = await count();
  if (kept < 10_000) {
    assert.equal(code, 1);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
  const { added } = JSON.parse((await run('import', 'conversations', file, '--json')).stdout);
  assert.equal(kept + added, 10_000);
});
