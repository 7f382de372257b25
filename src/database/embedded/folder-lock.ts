import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A held lock; `release` lets it go. */
export interface FolderLock {
  release(): void;
}

/**
 * Tries to become the one who holds the lock of a name in a folder. Returns undefined when another has it.
 *
 * The lock is an exclusive transaction on an otherwise empty SQLite file. SQLite takes an operating system lock for it,
 * which the kernel lets go of however the process ends: no process ids to compare (they repeat, in containers above all),
 * and nothing stale to clean up after a crash.
 */
export function tryLockFolder(folder: string, name: string): FolderLock | undefined {
  const file = new DatabaseSync(join(folder, `${name}.lock`), { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => file.close() };
}

/** Whether somebody holds the lock of a name in a folder. While it looks, which is an instant, {@link tryLockFolder} gets none. */
export function isFolderLocked(folder: string, name: string): boolean {
  const lock = tryLockFolder(folder, name);
  lock?.release();
  return lock === undefined;
}

const SQLITE_BUSY = 5;
