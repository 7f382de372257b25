import { GoldsmithError } from './errors.ts';

/** The oldest that Goldsmith runs on, as `engines` in package.json says. */
const OLDEST = 24;

/**
 * Checks the version of Node, before anything is loaded that an older one does not know.
 * @throws GoldsmithError `old-node`.
 */
export function requireNode(version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= OLDEST) return;
  throw new GoldsmithError(
    'old-node',
    `Goldsmith needs Node ${OLDEST} or newer, and this is Node ${version}. Install a newer one from https://nodejs.org.`,
  );
}
