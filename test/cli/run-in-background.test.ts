import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

test('a night lets other processes go first, and the threads made afterwards do so too', () => {
  const script = `
    import { getPriority } from 'node:os';
    import { Worker } from 'node:worker_threads';
    import { runInBackground } from '${new URL('../../src/cli/run-in-background.ts', import.meta.url)}';
    runInBackground();
    new Worker('const os = require("node:os"); console.log(os.getPriority())', { eval: true, execArgv: [] });
    console.log(getPriority());`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  assert.deepEqual([...new Set(printed.trim().split(/\s+/))], ['10'], printed);
});
