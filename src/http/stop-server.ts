import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.ts';

/** How often connections are looked for that have nothing more to say, milliseconds. */
const LOOK_MS = 50;

/**
 * Stops a server: it takes no new requests, and those in hand are answered to their end, streams too; those that take longer than
 * the grace are cut off, as if their clients had gone.
 */
export async function stopServer(server: FastifyInstance, graceMs: number, log: Logger): Promise<void> {
  const cut = setTimeout(() => {
    log.warn({ graceMs }, 'answers that took too long are cut off');
    server.server.closeAllConnections();
  }, graceMs);
  // A client that keeps its connection after its answer would be waited for.
  const look = setInterval(() => server.server.closeIdleConnections(), LOOK_MS);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
    clearInterval(look);
  }
}
