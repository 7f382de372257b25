import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProcess } from '../../src/schedule/run-process.ts';
import { NODE_FLAGS } from '../support/node-flags.ts';
import { survivors } from '../support/survivors.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

let folder: TempFolder;
before(async () => {
  folder = await makeTempFolder();
});
after(() => folder.remove());

/** Ignores SIGTERM, as does the child it has; writes both process ids. */
const STUBBORN = `trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & echo $$ $! > "$1"; while :; do sleep 0.1; done`;

function stubborn(file: string): string[] {
  return ['sh', '-c', STUBBORN, 'sh', join(folder.path, file)];
}

function run(words: string[], { timeoutMs = 60_000, signal = new AbortController().signal } = {}) {
  const lines: string[] = [];
  const end = runProcess(words, {
    ...{ timeoutMs, graceMs: 100, signal },
    onLine: (stream, line) => lines.push(`${stream}: ${line}`),
  });
  return { end, lines };
}

async function idsIn(file: string): Promise<number[]> {
  const read = () => readFile(join(folder.path, file), 'utf8').catch(() => '');
  await waitFor(async () => (await read()).endsWith('\n'), 'the process has told its ids');
  return (await read()).trim().split(' ').map(Number);
}

test('a command tells its lines and keeps its exit code', async () => {
  const { end, lines } = run(['sh', '-c', `echo one; printf 'two\\r\\nthr\\303\\251e' ; exit 3`]);
  assert.deepEqual(await end, { status: 'failed', exitCode: 3, endSignal: undefined, reason: 'exit code 3' });
  assert.deepEqual(lines, ['stdout: one', 'stdout: two', 'stdout: thrée']);
});

test('both streams are told, and words are passed on as they are', async () => {
  const { end, lines } = run(['sh', '-c', 'printf "%s\\n" "$@" >&2', 'sh', '$HOME | *', '']);
  assert.equal((await end).status, 'success');
  assert.deepEqual(lines, ['stderr: $HOME | *', 'stderr: ']);
});

test('a line that never ends is told in pieces', async () => {
  const { end, lines } = run(['sh', '-c', 'head -c 100000 /dev/zero | tr "\\0" x']);
  assert.equal((await end).status, 'success');
  assert.ok(lines.length > 3);
  assert.equal(lines.map((line) => line.replace('stdout: ', '')).join('').length, 100_000);
});

test('a command that does not exist fails, and says so', async () => {
  const end = await run(['goldsmith-no-such-command']).end;
  assert.equal(end.status, 'failed');
  assert.match(end.reason!, /goldsmith-no-such-command cannot be started .*ENOENT/);
});

test('a command ended by a signal of its own failed', async () => {
  const end = await run(['sh', '-c', 'kill -s SEGV $$']).end;
  assert.deepEqual([end.status, end.endSignal], ['failed', 'SIGSEGV']);
});

test('a timeout ends a process that ignores SIGTERM, and its child that does too', async () => {
  const end = await run(stubborn('timeout'), { timeoutMs: 500 }).end;
  assert.deepEqual([end.status, end.endSignal], ['timeout', 'SIGKILL']);
  assert.match(end.reason!, /timeout of 0\.5 s/);
  assert.deepEqual(survivors(await idsIn('timeout')), []);
});

test('a process that ends at SIGTERM is not killed', async () => {
  const { end, lines } = run(['sh', '-c', `trap 'echo tidy; exit 0' TERM; while :; do sleep 0.05; done`], {
    timeoutMs: 300,
  });
  assert.deepEqual([(await end).status, (await end).exitCode], ['timeout', 0]);
  assert.ok(lines.includes('stdout: tidy'), lines.join('\n'));
});

test('to be stopped ends the whole group', async () => {
  const stop = new AbortController();
  const { end } = run(stubborn('stop'), { signal: stop.signal });
  const ids = await idsIn('stop');
  assert.deepEqual(survivors(ids), ids);
  stop.abort();
  assert.equal((await end).status, 'stopped');
  assert.deepEqual(survivors(ids), []);
});

test('what was stopped before it began never begins', async () => {
  const { end, lines } = run(['echo', 'x'], { signal: AbortSignal.abort() });
  assert.deepEqual([(await end).status, lines], ['stopped', []]);
});

test('what a command leaves running is ended with it', async () => {
  const end = await run(['sh', '-c', 'sleep 300 & echo $! $! > "$1"', 'sh', join(folder.path, 'left')]).end;
  assert.equal(end.status, 'success');
  assert.deepEqual(survivors(await idsIn('left')), []);
});

test('nothing is left of a command whose scheduler is killed', async () => {
  const module = new URL('../../src/schedule/run-process.ts', import.meta.url).href;
  const script = `const { runProcess } = await import(${JSON.stringify(module)});
    runProcess(${JSON.stringify(stubborn('killed'))}, { timeoutMs: 60000, graceMs: 100, signal: new AbortController().signal, onLine() {} });
    console.log('guarded');`;
  const scheduler = spawn(process.execPath, [...NODE_FLAGS, '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [ids] = await Promise.all([idsIn('killed'), once(scheduler.stdout!, 'data')]);
  scheduler.kill('SIGKILL');
  await once(scheduler, 'exit');
  await waitFor(() => survivors(ids).length === 0, 'the guard has ended the group');
});
