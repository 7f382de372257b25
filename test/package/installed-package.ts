import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = join(ROOT, 'node_modules/.bin/tsc');

const IN_JAVASCRIPT = `
import { createGoldsmith, GoldsmithError, goldsmithMiddleware } from 'goldsmith';

const goldsmith = await createGoldsmith({ dataFolder: 'data', rule: 'fixed:0.85' });
const { outcome, reason } = await goldsmith.lookup('What is a KITAS?');
const ingested = await goldsmith.ingest('pages');
const { response } = await goldsmith.chat({ question: 'What is a KITAS?' });
const { specificationVersion } = goldsmithMiddleware(goldsmith);
const wrong = await createGoldsmith({ rule: 'none' }).catch((error) => error instanceof GoldsmithError && error.code);
await goldsmith.close();
console.log(JSON.stringify({ outcome, reason, documents: ingested.documents, response, specificationVersion, wrong }));
`;

const IN_TYPESCRIPT = `
import { createGoldsmith, type Goldsmith, goldsmithMiddleware, type Lookup } from 'goldsmith';
import { type LanguageModel, wrapLanguageModel } from 'ai';

export async function ask(question: string): Promise<string | undefined> {
  const goldsmith: Goldsmith = await createGoldsmith({ languages: ['en'], models: { business: ['openai:small'] } });
  const lookup: Lookup = await goldsmith.lookup(question, { signal: AbortSignal.timeout(1000) });
  return lookup.answer?.answer;
}
export function wrap(goldsmith: Goldsmith, model: Parameters<typeof wrapLanguageModel>[0]['model']): LanguageModel {
  return wrapLanguageModel({ model, middleware: goldsmithMiddleware(goldsmith, { learn: false }) });
}
// @ts-expect-error a number is no question
ask(1);
`;

/** The published package in an empty folder, with its dependencies from npm. It takes a minute: `npm run test:package`, not `npm test`. */
describe('the package', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder({
      'package.json': '{ "name": "newcomer", "type": "module", "private": true }',
      'use.js': IN_JAVASCRIPT,
      'use.ts': IN_TYPESCRIPT,
      'pages/kitas.md': '# KITAS\n\nA KITAS is a limited stay permit for foreigners.',
    });
    const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder.path], {
      cwd: ROOT,
    });
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    await run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder.path, filename)],
      // As the README says: no script may need more of the network than npm's registry.
      { cwd: folder.path, env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } },
    );
  });
  after(() => folder.remove());

  it('works from plain JavaScript', async () => {
    const { stdout } = await run(process.execPath, ['use.js'], { cwd: folder.path, env: { PATH: process.env.PATH } });
    assert.deepEqual(JSON.parse(stdout), {
      outcome: 'miss',
      reason: 'nothing-similar',
      documents: 1,
      response: 'A KITAS is a limited stay permit for foreigners.',
      specificationVersion: 'v4',
      wrong: 'bad-setting',
    });
  });

  it('says what it needs where Node is too old, from a program and as a command', async (t) => {
    const old = await oldNode();
    if (!old) return t.skip('no older Node is on this machine');
    const needs = /Goldsmith needs Node 24 or newer, and this is Node/;
    const program = await run(old, ['use.js'], { cwd: folder.path }).catch((error) => error);
    assert.match(program.stderr, needs);
    assert.match(program.stderr, /old-node/);
    const command = await run(old, ['node_modules/.bin/goldsmith', 'status'], { cwd: folder.path }).catch(
      (error) => error,
    );
    assert.match(command.stderr, /^goldsmith: Goldsmith needs Node 24/);
    assert.equal(command.code, 1);
  });

  it('has types that hold, for strict TypeScript', async () => {
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--typeRoots',
    ];
    await run(TSC, [...options, join(ROOT, 'node_modules/@types'), 'use.ts'], { cwd: folder.path });
  });

  it('brings the command', async () => {
    const { stdout } = await run(process.execPath, ['node_modules/.bin/goldsmith', 'status', '--json'], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, GOLDSMITH_DATA: 'data' },
    });
    assert.equal(JSON.parse(stdout).documents, 1);
  });
});

/** An older Node where the machine has one on its path. */
async function oldNode(): Promise<string | undefined> {
  const ofNpm = join(ROOT, 'node_modules');
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ofNpm));
  for (const node of folders.map((folder) => join(folder, 'node'))) {
    const { stdout } = await run(node, ['--version']).catch(() => ({ stdout: '' }));
    if (stdout && Number.parseInt(stdout.slice(1), 10) < 24) return node;
  }
  return undefined;
}
