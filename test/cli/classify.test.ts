import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { classified, documentLines } from '../support/intel-case.ts';
import { databaseEnv, RunningCommand, runCommand } from '../support/run-command.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestDatabase;
let folder: TempFolder;
let server: ScriptedModelServer;
before(async () => {
  opened = await openTestDatabase();
  // This process runs the embedded database, the commands join it.
  await opened.database.query('SELECT 1');
  folder = await makeTempFolder({ 'news/a.jsonl': `${documentLines(3)}\nrubbish` });
  server = await openScriptedModelServer();
});
after(async () => {
  await opened.close();
  await folder.remove();
  await server.close();
});
beforeEach(async () => {
  server.answerBy(() => classified());
  await opened.database.query('DELETE FROM intel_documents');
});

const news = () => join(folder.path, 'news');
const env = (more: Record<string, string> = {}) => ({
  ...databaseEnv(opened.location),
  GOLDSMITH_MODEL_NIGHT: 'openai:writer',
  GOLDSMITH_OPENAI_URL: server.url,
  ...more,
});

test('classify without a path and a setting says what is missing, and is no failure', async () => {
  const { code, stdout, stderr } = await runCommand(['classify'], { env: env() });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /GOLDSMITH_INTEL_FOLDER/);
  const json = await runCommand(['classify', '--json'], { env: env({ GOLDSMITH_INTEL_FOLDER: ' ' }) });
  assert.deepEqual([json.code, JSON.parse(json.stdout).status], [0, 'nothing-to-read']);
});

test('classify reads the folder of the setting, names what is bad, and tells where the summary is', async () => {
  const { code, stdout, stderr } = await runCommand(['classify', '--json'], {
    env: env({ GOLDSMITH_INTEL_FOLDER: news() }),
  });
  assert.equal(code, 1, 'a document failed');
  assert.match(stderr, /passed over a.jsonl line 4: it is no JSON/);
  const { summaryFile, ...summary } = JSON.parse(stdout);
  assert.deepEqual([summary.classified, summary.byModel], [3, { 'openai:writer': 3 }]);
  assert.deepEqual(JSON.parse(await readFile(summaryFile, 'utf8')), summary);
  const again = await runCommand(['classify', news()], { env: env() });
  assert.match(again.stdout, /4 documents read .*: 0 classified, 3 done before, 1 failed/);
  const calls = await opened.database.query(`SELECT role, outcome FROM model_calls`);
  assert.deepEqual(calls, Array(3).fill({ role: 'night', outcome: 'ok' }));
});

test('classify --limit --summary and --dry-run do as they say', async () => {
  const file = join(folder.path, 'out.json');
  const limited = await runCommand(['classify', news(), '--limit', '1', '--summary', file], { env: env() });
  assert.match(limited.stdout, /1 classified.*\nThe limit was reached/);
  const summary = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(summary.classified, 1);
  assert.equal(limited.code, summary.failed.length > 0 ? 1 : 0, limited.stderr);
  const dry = await runCommand(['classify', news(), '--dry-run'], { env: env() });
  assert.match(dry.stdout, /2 would be classified, 1 done before/);
  assert.equal((await opened.database.query('SELECT 1 FROM intel_documents')).length, 1);
});

test('classify logs no text of a document, nor of an answer, also where models fail', async () => {
  server.script({ text: JSON.stringify({ topic: 'SECRET-TOPIC', summary: 'SECRET-SUMMARY' }) });
  const { code, stdout, stderr } = await runCommand(['classify', news()], {
    env: env({ GOLDSMITH_LOG_LEVEL: 'trace' }),
  });
  assert.equal(code, 1, 'a document is bad, whatever models do');
  assert.match(stdout, /No model classified 3 documents\. .*The model openai:writer failed.*topic/);
  assert.match(stdout, /offline 3/);
  assert.doesNotMatch(stdout + stderr, /SECRET|said something new/);
});

for (const [what, args, code, says] of [
  ['a path that is not there', ['classify', 'nowhere'], 1, /nowhere cannot be read/],
  ['a limit that is no number', ['classify', '.', '--limit', 'all'], 2, /whole number/],
  ['a file of another kind', ['classify', 'README.md'], 1, /\.json, \.jsonl, \.ndjson/],
  ['a summary that cannot be written', ['classify', 'src', '--summary', 'README.md/x.json'], 1, /--summary/],
] as const) {
  test(`classify refuses ${what}`, async () => {
    const result = await runCommand([...args], { env: env() });
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, says);
    assert.equal(result.stdout, '');
  });
}

test('classify without its database fails, and says what to do', async () => {
  const away = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' };
  const { code, stdout, stderr } = await runCommand(['classify', news()], { env: env(away) });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /goldsmith: .*database/i);
});

test('classify that gets SIGTERM finishes what it has begun, writes its summary, and exits with 0', async () => {
  const file = join(folder.path, 'stopped.json');
  await folder.write('many/a.jsonl', documentLines(40));
  server.requests.length = 0;
  server.answerBy(() => ({ ...classified(), afterMs: 150 }));
  const command = new RunningCommand(['classify', join(folder.path, 'many'), '--summary', file], { env: env() });
  await waitFor(() => server.requests.length > 0, 'the model is asked');
  const { code, stdout, stderr } = await command.stop('SIGTERM');
  assert.deepEqual([code], [0], stderr);
  assert.match(stderr, /Stopped\. What was done stays/);
  const summary = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(summary.status, 'stopped');
  assert.ok(summary.classified >= 1 && summary.classified < 40);
  assert.match(stdout, new RegExp(`${summary.classified} classified`));
  assert.equal((await opened.database.query('SELECT 1 FROM intel_documents')).length, summary.classified);
});
