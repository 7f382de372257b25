import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempRoot } from './temp-root.ts';

/** A folder of one test, removed by `await using`. */
export interface TempFolder extends AsyncDisposable {
  path: string;
  /** Writes a file, with the folders above it. Returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** Makes a temporary folder with the given files. */
export async function makeTempFolder(files: Record<string, string | Uint8Array> = {}): Promise<TempFolder> {
  const path = await mkdtemp(join(tempRoot(), 'goldsmith-files-'));
  const write = async (name: string, content: string | Uint8Array) => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, write, remove, [Symbol.asyncDispose]: remove };
}
