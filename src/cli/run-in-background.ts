import { constants, setPriority } from 'node:os';

/**
 * Lets other processes go first: a job of the night may take its time, those who chat meanwhile may not. To be called before anything is loaded,
 * as the threads made afterwards inherit it. Where the system does not allow it, nothing changes.
 */
export function runInBackground(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it.
  }
}
