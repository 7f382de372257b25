import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Logger } from '../log.ts';

/** Does some work on a migrated database of its own, which is empty and is removed afterwards. */
export async function onEmptyDatabase<T>(log: Logger, work: (database: Database) => Promise<T>): Promise<T> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'goldsmith-replay-'));
  const database = openDatabase({ dataFolder }, log);
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close().finally(() => rm(dataFolder, { recursive: true, force: true }));
  }
}
