import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { keepBatchesTogether } from './keep-batches-together.ts';
import { releaseLostTurns } from './release-lost-turns.ts';

/** More clients at once are turned away. */
const MOST_CLIENTS = 100;

/**
 * Lets clients speak PostgreSQL's protocol to a PGlite.
 * @param listen where: the path of a Unix socket, or a host and a port (0 for one that the system chooses).
 * @param onBroken called when PGlite itself fails; nothing is answered after that.
 */
export async function serveClients(
  postgres: PGlite,
  listen: { path: string } | { host: string; port: number },
  onBroken: () => void,
): Promise<PGLiteSocketServer> {
  keepBatchesTogether(postgres, onBroken);
  const server = new PGLiteSocketServer({ db: postgres, maxConnections: MOST_CLIENTS, ...listen });
  releaseLostTurns(server, postgres);
  await server.start();
  return server;
}
