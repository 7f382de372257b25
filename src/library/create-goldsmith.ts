import { requireNode } from '../node-version.ts';
import type { Goldsmith } from './goldsmith.ts';
import type { GoldsmithOptions } from './goldsmith-options.ts';

/**
 * Opens the database, brings it to this version, loads the golden answers and keeps looking for newer ones. A database that
 * is away is no error: lookups miss until it is back.
 * @throws GoldsmithError `old-node`, `bad-setting`, `embedder-failed`.
 */
export async function createGoldsmith(options: GoldsmithOptions = {}): Promise<Goldsmith> {
  requireNode();
  // Loaded here: an older Node cannot, and would end in an error that names none of this.
  const { openGoldsmith } = await import('./open-goldsmith.ts');
  return openGoldsmith(options);
}
