import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LATER, LOG, tsvOf } from '../support/replay-case.ts';
import { type CommandResult, RunningCommand, runCommand } from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

describe('goldsmith evaluate replay', () => {
  let folder: TempFolder;
  let log: string;
  let queries: string;
  /** Where the command makes its temporary folders. */
  let temporary: string;
  /** A server that is not there: whoever asks it, fails. */
  const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
  before(async () => {
    folder = await makeTempFolder();
    log = await folder.write('log.tsv', tsvOf(LOG));
    queries = await folder.write('queries.tsv', tsvOf(LATER));
    temporary = join(folder.path, 'tmp');
    await mkdir(temporary);
  });
  after(() => folder.remove());

  const env = () => ({ DATABASE_URL, GOLDSMITH_DATA: join(folder.path, 'data'), TMPDIR: temporary });
  const run = (...args: string[]) => runCommand(['evaluate', 'replay', ...args], { env: env() });
  const replay = (...args: string[]) => run('--log', log, '--queries', queries, ...args);
  const assertTold = ({ code, stdout, stderr }: CommandResult, expected: number, says: RegExp) => {
    assert.equal(code, expected, stderr);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /\n\s+at .*:\d+/, 'no stack trace');
    assert.equal(stdout, '');
  };
  /** ONNX Runtime keeps files of its own there, which are not ours to remove. */
  const databases = async () => (await readdir(temporary)).filter((name) => /goldsmith|postgres|pglite/.test(name));
  const assertNothingLeft = async () => {
    assert.deepEqual(await databases(), []);
    assert.ok(!(await readdir(folder.path)).includes('data'), 'its database is not the one of the settings');
  };

  it('prints the score and what the nights came to as JSON, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await replay(
      '--json',
      '--nights',
      '2',
      '--max-golden',
      '4',
      '--judge',
      'labels:0',
    );
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout);
    assert.deepEqual(Object.keys(result), [
      'queries',
      'served_share',
      'wrong_share',
      'best_share_at_max_wrong',
      'top1_accuracy',
      'bypassed_share',
      'p50_ms',
      'p99_ms',
      'clusters',
      'clustered_share',
      'purity',
      'largest_cluster',
      'judge_calls',
      'judge_error',
      'nights',
      'seconds',
      'max_wrong',
      'bar',
      'rule',
      'expected_served_share',
      'expected_wrong_share',
    ]);
    assert.deepEqual([result.queries, result.clusters, result.purity, result.nights], [LATER.length, 8, 1, 2]);
    assert.ok(result.served_share > 0.7, `${result.served_share} served`);
    assert.ok(result.judge_calls > 50 && result.judge_calls <= 300, `${result.judge_calls} pairs`);
    assert.ok(result.judge_error >= 0.02 && result.judge_error < 0.1);
    assert.ok(result.seconds > 0);
    assert.ok(result.expected_wrong_share <= 0.01);
    await assertNothingLeft();
  });

  it('prints a table, answers every cluster unless told otherwise, and draws the plot', async () => {
    const plot = join(folder.path, 'plot.svg');
    const args = ['--rule', 'fixed:0.85', '--clustering', 'dbscan:0.25', '--judge', 'none', '--plot', plot];
    const { code, stdout, stderr } = await replay(...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Questions +${LATER.length}\nServed +\\d+(\\.\\d+)?%\n`));
    assert.match(stdout, /\nClusters +\d+, the largest of \d+ questions\n/);
    assert.match(stdout, /\nThe judge was asked about +nothing\nThe night took +\d+\.\d s\n/);
    assert.match(stdout, /The bar is a cosine of 0\.85, as fixed:0\.85 has it/);
    assert.match(await readFile(plot, 'utf8'), /queries\.tsv after nights over log\.tsv, fixed:0\.85/);
    await assertNothingLeft();
  });

  it('stops on Ctrl-C, exit 1, and removes its database', async (t) => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      text: `question number ${i} of many`,
      label: `${i % 7}`,
    }));
    const file = await folder.write('many.tsv', tsvOf(many));
    const running = new RunningCommand(['evaluate', 'replay', '--log', file, '--queries', queries], { env: env() });
    t.after(() => running.kill());
    await waitFor(() => running.stderr.includes('night 1'), 'the night has begun');
    assert.equal((await databases()).length, 1);
    assertTold(await running.stop('SIGINT'), 1, /goldsmith: Stopped\. Nothing was scored\./);
    await assertNothingLeft();
  });

  for (const [what, args, says] of [
    ['a judge that is none', ['--judge', 'gpt'], /none, or labels:/],
    ['a judge without its error', ['--judge', 'labels:'], /none, or labels:/],
    ['a judge that errs more than half the time', ['--judge', 'labels:0.7'], /from 0 to 0\.5/],
    ['no budget for the judge', ['--judge-budget', '0'], /whole number from 1/],
    ['a broken seed', ['--seed', '1.5'], /whole number from 0/],
    ['no nights', ['--nights', '0'], /whole number from 1/],
    ['a clustering that is none', ['--clustering', 'kmeans'], /linkage, linkage:0\.2 or dbscan:0\.25/],
  ] as const) {
    it(`takes ${what} for wrong usage: exit 2 and what would be right`, async () => {
      assertTold(await replay(...args), 2, says);
    });
  }

  it('takes a missing file option for wrong usage', async () => {
    assertTold(await run('--queries', queries), 2, /--log <file>/);
  });

  it('names the file and the line that it cannot read, exit 1', async () => {
    const bad = await folder.write('bad.tsv', 'text\tlabel\ngood question\ta\nno label here\n');
    assertTold(await run('--log', bad, '--queries', queries), 1, /bad\.tsv, line 3: expected text<TAB>label/);
    const missing = join(folder.path, 'missing.tsv');
    assertTold(await run('--log', log, '--queries', missing), 1, /missing\.tsv could not be read/);
    await assertNothingLeft();
  });
});
