import type { PGlite } from '@electric-sql/pglite';

/** Message types of PostgreSQL's protocol that leave a batch open, and those that end it. */
const OPENS_BATCH = 'PBDECH'; // Parse, Bind, Describe, Execute, Close, Flush
const ENDS_BATCH = 'SQ'; // Sync, Query
const SYNC = new Uint8Array([0x53, 0, 0, 0, 4]);

/**
 * Makes a PGlite behind a socket server run each client's batch of messages in one piece.
 *
 * All clients share one backend, and the socket server queues message by message: while a long Bind of one client is still
 * arriving, another's Parse would replace the unnamed statement, and the first would write into the second's table. The
 * server holds a client's turn while PGlite says that a transaction is open, so this says so from Parse until Sync.
 * @param onBroken called when PGlite itself fails; the server's queue does not go on after that.
 */
export function keepBatchesTogether(postgres: PGlite, onBroken: () => void): void {
  const isInTransaction = postgres.isInTransaction.bind(postgres);
  const execRaw = postgres.execProtocolRawStream.bind(postgres);
  const exec = postgres.exec.bind(postgres);
  let isOpen = false;
  postgres.isInTransaction = () => isOpen || isInTransaction();
  postgres.execProtocolRawStream = async (message, options) => {
    const type = String.fromCharCode(message[0]);
    try {
      await execRaw(message, options);
    } catch (error) {
      onBroken();
      throw error;
    }
    if (OPENS_BATCH.includes(type)) isOpen = true;
    else if (ENDS_BATCH.includes(type)) isOpen = false;
  };
  // The server's own statement, when a client went away in the middle of a batch: the batch is ended first.
  postgres.exec = async (sql, options) => {
    if (isOpen) {
      isOpen = false;
      await postgres.runExclusive(() => execRaw(SYNC, { onRawData: () => undefined }));
    }
    return exec(sql, options);
  };
}
