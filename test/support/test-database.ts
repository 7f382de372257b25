import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { tempRoot } from './temp-root.ts';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations/', import.meta.url));
const log = createLog('silent');

/** Makes copies of the template small and quick to open: no databases to make others from, little memory to clear. */
const SLIM = [
  ...['template0', 'template1'].flatMap((name) => [
    `ALTER DATABASE ${name} IS_TEMPLATE false`,
    `DROP DATABASE ${name}`,
  ]),
  "ALTER SYSTEM SET shared_buffers = '8MB'",
];

/** A migrated database of one test file, used by nobody else. */
export interface TestDatabase {
  database: Database;
  /** Where it is, for another process or another `openDatabase` to open it too. */
  location: DatabaseLocation;
  /** Closes the database and removes it. */
  close(): Promise<void>;
}

/**
 * Opens a fresh migrated database: on the server of GOLDSMITH_TEST_DATABASE_URL, when that is set, or else an embedded one.
 * Either is copied from a template that is made once, because a copy takes far less time than making one.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = process.env.GOLDSMITH_TEST_DATABASE_URL;
  return server ? openOnServer(server) : openEmbedded();
}

async function openEmbedded(): Promise<TestDatabase> {
  const dataFolder = await mkdtemp(join(tempRoot(), 'goldsmith-test-'));
  await copyTemplate(dataFolder);
  const database = openDatabase({ dataFolder }, log);
  const close = async () => {
    await database.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { database, location: { dataFolder }, close };
}

async function openOnServer(server: string): Promise<TestDatabase> {
  const name = `goldsmith_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${await serverTemplate(server)}`);
  const dataFolder = await mkdtemp(join(tempRoot(), 'goldsmith-test-'));
  const location = { databaseUrl: urlOf(server, name), dataFolder };
  const database = openDatabase(location, log);
  const close = async () => {
    await database.close();
    await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { database, location, close };
}

/** The name of a migrated database on the server, made once; nobody connects to it, or it could not be copied. */
async function serverTemplate(server: string): Promise<string> {
  const name = `goldsmith_test_template_${contentsOf('migrated')}`;
  const isThere = async () =>
    (await onServer(server, 'SELECT 1 FROM pg_database WHERE datname = $1', [name])).length > 0;
  if (await isThere()) return name;
  const building = `goldsmith_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${building}`);
  try {
    const database = openDatabase({ databaseUrl: urlOf(server, building), dataFolder: tmpdir() }, log);
    await migrate(database).finally(() => database.close());
    await onServer(server, `ALTER DATABASE ${building} RENAME TO ${name}`);
  } catch (error) {
    await onServer(server, `DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    // Who comes second uses the first one's.
    if (!(await isThere())) throw error;
  }
  return name;
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** What a template holds: the shipped schema, or a database without any. */
export type TemplateKind = 'migrated' | 'unmigrated';

/** Makes `dataFolder` the folder of an embedded database that nobody has open. */
export async function copyTemplate(dataFolder: string, kind: TemplateKind = 'migrated'): Promise<void> {
  const template = templateFolder(kind);
  if (!existsSync(template)) await buildTemplate(template, kind);
  copyFolder(join(template, 'postgres'), join(dataFolder, 'postgres'));
}

/** File by file and without a look at each: `cp` and `cpSync` take several times as long for five hundred small files. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else copyFileSync(source, target);
  }
}

/** Built elsewhere and renamed, so that a template is either whole or not there; who comes second uses the first one's. */
async function buildTemplate(template: string, kind: TemplateKind): Promise<void> {
  const building = await mkdtemp(`${template}-building-`);
  try {
    const database = openDatabase({ dataFolder: building }, log);
    await (kind === 'migrated' ? migrate(database) : Promise.resolve())
      .then(() => slim(database))
      .finally(() => database.close());
    await rename(building, template);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
}

async function slim(database: Database): Promise<void> {
  for (const statement of SLIM) await database.query(statement);
}

function templateFolder(kind: TemplateKind): string {
  return join(tmpdir(), `goldsmith-test-template-${userInfo().uid}-${contentsOf(kind)}`);
}

/** A hash of all that decides what is in a template. */
function contentsOf(kind: TemplateKind): string {
  const hash = createHash('sha256').update(kind).update(SLIM.join());
  for (const name of kind === 'migrated' ? readdirSync(MIGRATIONS).sort() : [])
    hash.update(name).update(readFileSync(join(MIGRATIONS, name)));
  for (const name of ['@electric-sql/pglite', '@electric-sql/pglite-pgvector']) hash.update(versionOf(name));
  return hash.digest('hex').slice(0, 16);
}

function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
