import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EXAMPLES, QUERIES } from '../support/labelled-case.ts';
import { type CommandResult, RunningCommand, runCommand } from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

describe('goldsmith evaluate match', () => {
  let folder: TempFolder;
  let examples: string;
  let queries: string;
  let data: string;
  before(async () => {
    folder = await makeTempFolder();
    examples = await folder.write('examples.tsv', tsv(EXAMPLES, '\n'));
    // As a spreadsheet writes it.
    queries = await folder.write('queries.tsv', `\uFEFF${tsv(QUERIES, '\r\n')}`);
    data = join(folder.path, 'data');
  });
  after(() => folder.remove());

  const tsv = (rows: readonly (readonly [string, string])[], end: string) =>
    ['text\tlabel', ...rows.map((row) => row.join('\t')), ''].join(end);
  const run = (args: string[], env: Record<string, string> = {}) =>
    runCommand(['evaluate', 'match', ...args], { env: { GOLDSMITH_DATA: data, ...env } });
  const match = (...args: string[]) => run(['--examples', examples, '--queries', queries, ...args]);
  const json = ({ code, stdout, stderr }: CommandResult) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const assertTold = ({ code, stdout, stderr }: CommandResult, expected: number, says: RegExp) => {
    assert.equal(code, expected, stderr);
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /\n\s+at .*:\d+/, 'no stack trace');
    assert.equal(stdout, '');
  };

  it('prints the score as JSON, without a database', async () => {
    const result = json(await match('--json'));
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
      'max_wrong',
      'bar',
      'rule',
      'expected_served_share',
      'expected_wrong_share',
    ]);
    assert.deepEqual([result.queries, result.clusters, result.max_wrong, result.rule], [20, 6, 0.01, 'trained']);
    assert.ok(result.served_share >= 0.4, `${result.served_share} served`);
    assert.equal(result.wrong_share, 0);
    assert.ok(result.top1_accuracy >= 0.8);
    assert.ok(result.expected_wrong_share <= 0.01);
    assert.ok(!(await readdir(folder.path)).includes('data'), 'no database was made');
  });

  it('prints a table with percentages and what the bar rests on, and draws what every bar would have served', async () => {
    const plot = join(folder.path, 'plot.svg');
    const { code, stdout, stderr } = await match('--plot', plot);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Questions +20\nServed +\d+(\.\d+)?%\nWrong, of those served +0%\n/);
    assert.match(stdout, /Most at 1% wrong, in hindsight +\d/);
    assert.match(stdout, /The bar is a probability of 0\.\d+.*It rests on 30 phrasings .* other logs/);
    const columns = stdout
      .split('\n\n')[0]
      .split('\n')
      .map((line) => /^.*? {2,}/.exec(line)?.[0].length);
    assert.equal(new Set(columns).size, 1, 'the values stand below each other');
    const svg = await readFile(plot, 'utf8');
    assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/);
    assert.match(svg, /queries\.tsv against examples\.tsv, trained/);
    assert.match(svg, /\d% served, 0% wrong/);
  });

  it('takes rule and allowed share from the options, else from the settings', async () => {
    const told = json(await match('--json', '--rule', 'fixed:0.85', '--max-wrong', '0.2'));
    assert.deepEqual([told.rule, told.bar, told.max_wrong], ['fixed:0.85', 0.85, 0.2]);
    assert.deepEqual([told.expected_served_share, told.expected_wrong_share], [null, null]);
    const args = ['--examples', examples, '--queries', queries];
    const set = await run([...args, '--json'], { GOLDSMITH_RULE: 'fixed:0.9', GOLDSMITH_MAX_WRONG: '0.05' });
    assert.deepEqual([json(set).rule, json(set).max_wrong], ['fixed:0.9', 0.05]);
  });

  it('prints its table and says where the plot cannot be written, exit 1', async () => {
    const { code, stdout, stderr } = await match(
      '--rule',
      'fixed:0.9',
      '--plot',
      join(folder.path, 'missing', 'plot.svg'),
    );
    assert.equal(code, 1);
    assert.match(stdout, /The bar is a cosine of 0\.9, as fixed:0\.9 has it/);
    assert.match(stderr, /plot\.svg could not be written/);
  });

  for (const [what, args, says] of [
    ['no subcommand', ['evaluate'], /Usage: goldsmith evaluate/],
    ['an unknown subcommand', ['evaluate', 'guess'], /unknown command 'guess'/],
    ['no examples', ['evaluate', 'match', '--queries', 'q.tsv'], /--examples <file>/],
    ['no queries', ['evaluate', 'match', '--examples', 'a.tsv'], /--queries <file>/],
    ['a rule that is none', ['--rule', 'guess'], /"trained" or "fixed:"/],
    ['a rule out of bounds', ['--rule', 'fixed:7'], /cosine above 0 and up to 1/],
    ['an allowed share of 0', ['--max-wrong', '0'], /share between 0 and 1/],
    ['an allowed share of 1', ['--max-wrong', '1'], /share between 0 and 1/],
    ['an allowed share in words', ['--max-wrong', 'few'], /share between 0 and 1/],
    ['an empty allowed share', ['--max-wrong', ''], /share between 0 and 1/],
  ] as const) {
    it(`takes ${what} for wrong usage: exit 2 and what would be right`, async () => {
      const result = args[0].startsWith('--') ? await match(...args) : await runCommand([...args]);
      assertTold(result, 2, says);
    });
  }

  it('names the file and the line that it cannot read, exit 1', async () => {
    const bad = await folder.write('bad.tsv', 'text\tlabel\ngood question\ta\nno label here\n');
    assertTold(await run(['--examples', bad, '--queries', queries]), 1, /bad\.tsv, line 3: expected text<TAB>label/);
    assertTold(await run(['--examples', examples, '--queries', bad]), 1, /bad\.tsv, line 3/);
    const empty = await folder.write('empty.tsv', 'text\tlabel\n');
    assertTold(await run(['--examples', empty, '--queries', queries]), 1, /empty\.tsv holds no questions/);
    const missing = join(folder.path, 'missing.tsv');
    assertTold(await run(['--examples', missing, '--queries', queries]), 1, /missing\.tsv could not be read/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`stops on ${signal}, exit 1, and says so`, async (t) => {
      const rows = Array.from({ length: 10_000 }, (_, i) => [`question number ${i} of many`, `label${i % 7}`] as const);
      const many = await folder.write('many.tsv', tsv(rows, '\n'));
      const running = new RunningCommand(['evaluate', 'match', '--examples', many, '--queries', queries]);
      t.after(() => running.kill());
      await waitFor(() => running.stderr.includes('evaluating'), 'it has begun');
      assertTold(await running.stop(signal), 1, /goldsmith: Stopped\./);
    });
  }
});
