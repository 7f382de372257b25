import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeGold } from '../../examples/bali/make-gold.ts';
import { createApp } from '../../src/app.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { DataFolder } from './data-folder.ts';
import { tempRoot } from './temp-root.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, '.cache');

/** What the prepared database depends on; a change of the sources alone does not make it anew, `rm -r .cache` does. */
const MADE_FROM = ['db/migrations', 'examples/bali', 'examples/bali/knowledge/en'];

/** Days over which what was asked is spread, so that there is something to see by day. */
const DAYS = 14;

/**
 * A copy of the example's database after its night, with the demo's questions and some of the log's asked since. Prepared once (it
 * takes about 20 s) and kept in `.cache/`.
 */
export async function demoFolder(): Promise<DataFolder> {
  const prepared = join(CACHE, `demo-${await versionOf()}`);
  const isThere = await stat(prepared).then(
    () => true,
    () => false,
  );
  if (!isThere) await prepare(prepared);
  const path = await mkdtemp(join(tempRoot(), 'goldsmith-desk-'));
  await cp(prepared, path, { recursive: true });
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function prepare(place: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const making = await mkdtemp(join(tempRoot(), 'goldsmith-demo-'));
  const app = await createApp(loadConfig({ GOLDSMITH_DATA: making }), createLog('error'));
  try {
    await makeGold(app, new Terminal(true));
    await app.golden.connect();
    for (const question of await questions()) await app.golden.lookupGoldenAnswer(question);
    await app.recorders.lookups.flush();
    await app.database.query(
      `UPDATE lookups SET created_at = created_at - (${DAYS} * interval '1 day') * (1 - id / (SELECT max(id)::float8 FROM lookups))`,
    );
    // They were counted on the day they were written.
    await app.database.query('TRUNCATE lookup_days');
    await app.database.query(
      `INSERT INTO lookup_days (day, language, outcome, reason, lookups)
       SELECT (created_at AT TIME ZONE 'UTC')::date, coalesce(language, ''), outcome, reason, count(*) FROM lookups GROUP BY 1, 2, 3, 4`,
    );
  } finally {
    await app.close();
  }
  // Another process may have been quicker; then its copy serves as well.
  const own = `${place}-${process.pid}`;
  await cp(making, own, { recursive: true });
  await rm(making, { recursive: true });
  await rename(own, place).catch(() => rm(own, { recursive: true }));
}

async function questions(): Promise<string[]> {
  const asked: string[] = JSON.parse(await readFile(join(ROOT, 'examples/bali/demo-questions.json'), 'utf8'));
  const log = (await readFile(join(ROOT, 'examples/bali/conversations.jsonl'), 'utf8')).trim().split('\n');
  const fromLog = log
    .filter((_, i) => i % 11 === 0)
    .flatMap((line) => JSON.parse(line).messages as { role: string; content: string }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
  return [...asked, ...fromLog];
}

async function versionOf(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of MADE_FROM) {
    for (const name of (await readdir(join(ROOT, folder))).sort()) {
      const file = join(ROOT, folder, name);
      if ((await stat(file)).isFile()) hash.update(name).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
