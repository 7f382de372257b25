import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { BatchSummary } from './batch-summary.ts';

/**
 * Writes a batch's summary, in place of what the file held.
 * @throws GoldsmithError `bad-input` when it cannot be written.
 */
export async function writeSummary(file: string, summary: BatchSummary): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
  } catch (error) {
    const message = `The summary cannot be written to ${file} (${messageOf(error)}); name another file with --summary.`;
    throw new GoldsmithError('bad-input', message, { cause: error });
  }
}
