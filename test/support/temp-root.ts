import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** Where the folders of tests are: in memory where there is room, because five hundred small files take a disk eight times as long. */
export function tempRoot(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_FREE_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
