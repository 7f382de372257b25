import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { PAGES, UNTIL, writeLog } from '../support/night-case.ts';
import { type CommandResult, databaseEnv, RunningCommand, runCommand } from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let knowledge: TempFolder;
let env: Record<string, string>;
const running: RunningCommand[] = [];
before(async () => {
  opened = await openTestDatabase();
  knowledge = await makeTempFolder(PAGES);
  env = { ...databaseEnv(opened.location), GOLDSMITH_PORT: '0', GOLDSMITH_REFRESH_MS: '100' };
  await writeLog(opened.database);
  // From here on the commands have the folder for themselves.
  await opened.database.close();
});
after(async () => {
  await Promise.all(running.map((command) => command.kill()));
  await opened.close();
  await knowledge.remove();
});

function serve(): RunningCommand {
  const command = new RunningCommand(['serve'], { env });
  running.push(command);
  return command;
}

async function ask(url: string, query: string) {
  const response = await fetch(`${url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, user_email: 'anna@example.com' }),
    signal: AbortSignal.timeout(20_000),
  });
  return (await response.json()) as { success: boolean; ai_used: string; response: string };
}

function assertClean({ code, stderr, stdout }: CommandResult): void {
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  // On a busy machine a read of what was said before may take too long beside a night.
  assert.doesNotMatch(stderr, /"level":(40|50|60)(?!.*"part":"history")|\n\s+at /, stderr);
}

test('ingest and nightly beside a running server: it serves the new answers without a restart', async () => {
  const server = serve();
  const url = await server.listening();
  assert.notEqual((await ask(url, 'What is a KITAS?')).ai_used, 'cache');
  const ingest = await runCommand(['ingest', knowledge.path, '--json'], { env });
  assert.equal(ingest.code, 0, ingest.stderr);
  const night = runCommand(['nightly', '--until', UNTIL.toISOString(), '--json'], { env });
  let ended = false;
  night.then(() => {
    ended = true;
  });
  let asked = 0;
  while (!ended) {
    assert.equal((await ask(url, 'How much does the visa on arrival cost?')).success, true);
    asked++;
    await pause(50);
  }
  const report = await night;
  assert.equal(report.code, 0, report.stderr);
  assert.deepEqual([JSON.parse(report.stdout).status, JSON.parse(report.stdout).created], ['success', 7]);
  assert.ok(asked > 0, 'the server answered while the night ran');
  await waitFor(
    async () => (await ask(url, 'What is a KITAS?')).ai_used === 'cache',
    'the server serves the new answer',
  );
  assertClean(await server.stop('SIGINT'));
});

test('a server that starts later has the answers from the first question on, and SIGTERM ends it cleanly, keep-alive or not', async () => {
  const server = serve();
  const url = await server.listening();
  const { ai_used, response } = await ask(url, 'what is a kitas');
  assert.equal(ai_used, 'cache');
  assert.match(response, /limited stay permit/);
  await Promise.all(Array.from({ length: 5 }, () => fetch(`${url}/health`).then((health) => health.text())));
  assertClean(await server.stop('SIGTERM'));
});

test('what was asked just before Ctrl-C is saved and counted', async () => {
  const server = serve();
  const url = await server.listening();
  for (let i = 0; i < 5; i++) await ask(url, 'What is a KITAS?');
  const before = JSON.parse((await runCommand(['status', '--json'], { env })).stdout);
  await ask(url, 'What is a KITAS?');
  assertClean(await server.stop('SIGINT'));
  const after = JSON.parse((await runCommand(['status', '--json'], { env })).stdout);
  assert.ok(after.conversations > before.conversations);
  assert.ok(after.last_24_hours.hits >= 7, `${after.last_24_hours.hits} hits`);
});

test('a command carries on when the server that ran the database ends', async () => {
  const first = serve();
  await first.listening();
  const second = serve();
  const url = await second.listening();
  assert.equal((await ask(url, 'What is a KITAS?')).ai_used, 'cache');
  await first.kill();
  assert.equal((await ask(url, 'What is a KITAS?')).ai_used, 'cache');
  await waitFor(async () => {
    const health = (await (await fetch(`${url}/health`)).json()) as { memory: { postgresql: boolean } };
    return health.memory.postgresql;
  }, 'the second server runs the database');
  const { stdout, code } = await runCommand(['status', '--json'], { env });
  assert.deepEqual([code, JSON.parse(stdout).golden_answers], [0, 7]);
  assert.equal((await second.stop('SIGINT')).code, 0);
});
