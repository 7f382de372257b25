import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));

/** Runs the import rules alone over the sources of a folder that has the project's biome.json. */
function lintImports(folder: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIOME, 'lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', 'src'],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

test('no file of a lower floor imports a higher one', () => {
  const { status, output } = lintImports(ROOT);
  assert.equal(status, 0, output);
});

const CLIMBS: [file: string, imported: string][] = [
  ['src/errors.ts', './database/database.ts'],
  ['src/database/x.ts', '../golden/golden-answer.ts'],
  ['src/models/x.ts', '../app.ts'],
  ['src/matching/x.ts', '../database/database.ts'],
  ['src/mining/x.ts', 'node:fs'],
  ['src/golden/x.ts', '../chat/routing/router.ts'],
  ['src/knowledge/x.ts', '../nightly/night-report.ts'],
  ['src/nightly/x.ts', '../http/create-server.ts'],
  ['src/chat/x.ts', '../app.ts'],
  ['src/upstream/x.ts', '../http/sse.ts'],
  ['src/golden/x.ts', '../upstream/upstream-proxy.ts'],
  ['src/nightly/x.ts', '../evaluate/score.ts'],
  ['src/intel/x.ts', '../cli/terminal.ts'],
  ['src/intel/x.ts', '../app.ts'],
  ['src/knowledge/x.ts', '../intel/intel-document.ts'],
  ['src/models/x.ts', '../intel/intel-document.ts'],
  ['src/matching/x.ts', '../intel/topic-words.ts'],
  ['src/schedule/x.ts', '../nightly/nightly-worker.ts'],
  ['src/schedule/x.ts', '../cli/terminal.ts'],
  ['src/database/x.ts', '../schedule/scheduler.ts'],
  ['src/nightly/x.ts', '../schedule/scheduler.ts'],
  ['src/evaluate/x.ts', '../app.ts'],
  ['src/evaluate/x.ts', '../cli/terminal.ts'],
  ['src/desk/x.ts', '../http/sse.ts'],
  ['src/desk/x.ts', '../app.ts'],
  ['src/desk/api/x.ts', '../desk-sessions.ts'],
  ['src/desk/api/x.ts', '../../golden/golden-answer.ts'],
  ['src/golden/x.ts', '../desk/audit.ts'],
  ['src/nightly/x.ts', '../desk/audit.ts'],
  ['src/schedule/x.ts', '../desk/audit.ts'],
  ['src/http/x.ts', '../evaluate/score.ts'],
  ['src/golden/x.ts', '../metrics/metrics.ts'],
  ['src/models/x.ts', '../metrics/metrics.ts'],
  ['src/metrics/x.ts', '../http/sse.ts'],
  ['src/app.ts', './metrics/metrics.ts'],
  ['src/app.ts', './cli/terminal.ts'],
  ['src/app.ts', './evaluate/score.ts'],
];

for (const [file, imported] of CLIMBS) {
  test(`the rules refuse ${imported} in ${file}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'goldsmith-floors-'));
    t.after(() => rm(folder, { recursive: true }));
    await cp(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `import * as higher from '${imported}';\n\nexport const used = higher;\n`);
    const { status, output } = lintImports(folder);
    assert.notEqual(status, 0);
    assert.match(output, /noRestrictedImports/);
  });
}
