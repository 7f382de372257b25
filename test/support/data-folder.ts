import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTemplate } from './test-database.ts';

/** A data folder of one test. */
export interface DataFolder {
  path: string;
  remove(): Promise<void>;
}

/** A fresh folder that holds a migrated embedded database, or, with `empty`, nothing. */
export async function freshDataFolder(kind: 'migrated' | 'empty' = 'migrated'): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'goldsmith-test-'));
  if (kind === 'migrated') await copyTemplate(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
