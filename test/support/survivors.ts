import { readFileSync } from 'node:fs';

/** Those of some processes that still run. Dead ones whose parent has not asked about them yet do not. */
export function survivors(ids: readonly number[]): number[] {
  return ids.filter((id) => {
    try {
      process.kill(id, 0);
    } catch {
      return false;
    }
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return process.platform !== 'linux';
    }
  });
}
