import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { databaseEnv, runCommand } from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let folder: TempFolder;
before(async () => {
  opened = await openTestDatabase();
  await opened.database.query('SELECT 1');
  folder = await makeTempFolder({
    'answers.csv': 'question,answer\nWhat is a KITAS?,A permit.\n,nothing\nWhere is the sea?,"=There, everywhere."\n',
  });
});
after(async () => {
  await opened.close();
  await folder.remove();
});

const run = (...args: string[]) => runCommand(args, { env: databaseEnv(opened.location) });

test('answers are imported, bad lines are told on stderr, and the report is JSON', async () => {
  const { code, stdout, stderr } = await run('import', 'answers', join(folder.path, 'answers.csv'), '--json');
  assert.equal(code, 0, stderr);
  const { read, created, skipped } = JSON.parse(stdout);
  assert.deepEqual([read, created, skipped], [2, 2, 1]);
  assert.match(stderr, /line 3 passed over: question: must not be empty/);
});

test('they are exported to standard output and to a file, in both formats', async () => {
  const csv = await run('export', 'answers');
  assert.match(csv.stdout, /^question,answer,language/);
  assert.match(csv.stdout, /"'=There, everywhere\."/);
  const lines = (await run('export', 'answers', '--json')).stdout.trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).question),
    ['What is a KITAS?', 'Where is the sea?'],
  );
  const output = join(folder.path, 'out.jsonl');
  const { stdout } = await run('export', 'answers', '--format', 'jsonl', '--output', output, '--json');
  assert.deepEqual(JSON.parse(stdout), { file: output, answers: 2 });
  assert.equal((await readFile(output, 'utf8')).trim(), lines.join('\n'));
  const again = await run('import', 'answers', output);
  assert.match(again.stdout, /2 answers read, 0 new, 0 changed, 0 lines passed over/);
});

test('wrong usage is 2, what cannot be read or written is 1 and says so', async () => {
  assert.equal((await run('export', 'answers', '--format', 'xml')).code, 2);
  const missing = await run('import', 'answers', join(folder.path, 'none.csv'));
  assert.deepEqual([missing.code, /cannot be read/.test(missing.stderr)], [1, true]);
  const unwritable = await run('export', 'answers', '--output', join(folder.path, 'no', 'such', 'folder.csv'));
  assert.deepEqual([unwritable.code, /cannot be written/.test(unwritable.stderr)], [1, true]);
});
