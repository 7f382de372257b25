import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** The part of the server's queue that is mended here; private to the library, so it is looked for, not relied on. */
interface ServerQueue {
  clearTransactionIfNeeded(client: number): Promise<void>;
}

/**
 * Makes a socket server take back the turn of a client that is gone.
 *
 * While a transaction is open, the server answers its client alone, and it ends the transaction when that client goes. But it
 * looks once, at the moment of going: where the BEGIN is still being worked on, no transaction is open yet, and afterwards
 * everybody waits for ever (https://github.com/electric-sql/pglite/issues/985). Here it looks after the work in hand is done.
 */
export function releaseLostTurns(server: PGLiteSocketServer, postgres: PGlite): void {
  const { queryQueue: queue } = server as unknown as { queryQueue?: ServerQueue };
  if (!queue?.clearTransactionIfNeeded) throw new Error('This version of pglite-socket has another queue.');
  const clearTransaction = queue.clearTransactionIfNeeded.bind(queue);
  queue.clearTransactionIfNeeded = async (client) => {
    if (postgres.closed) return;
    await postgres.runExclusive(async () => undefined);
    await setImmediate(); // Until the queue has noted whose turn it was.
    if (!postgres.closed) await clearTransaction(client);
  };
}
