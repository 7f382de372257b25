import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tempRoot } from './temp-root.ts';
import { copyTemplate, type TemplateKind } from './test-database.ts';

/** A data folder of one test. */
export interface DataFolder {
  path: string;
  remove(): Promise<void>;
}

/** A fresh folder that holds an embedded database, with the shipped schema or without any, or, with `empty`, nothing. */
export async function freshDataFolder(kind: TemplateKind | 'empty' = 'migrated'): Promise<DataFolder> {
  const path = await mkdtemp(join(tempRoot(), 'goldsmith-test-'));
  if (kind !== 'empty') await copyTemplate(path, kind);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
