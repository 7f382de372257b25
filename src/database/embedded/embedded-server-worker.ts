import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { ServerWorkerData, ServerWorkerMessage } from './embedded-server.ts';
import { serveClients } from './serve-clients.ts';

/** The worker thread of an embedded server: opens the data, listens, and stops when told to. */
const { dataFolder, socketPath, module } = workerData as ServerWorkerData;

function tell(message: ServerWorkerMessage): void {
  parentPort?.postMessage(message);
}

try {
  const postgres = await PGlite.create({ dataDir: dataFolder, extensions: { vector }, pgliteWasmModule: module });
  if (socketPath) rmSync(socketPath, { force: true });
  const listen = socketPath ? { path: socketPath } : { host: '127.0.0.1', port: 0 };
  const server = await serveClients(postgres, listen, () => setImmediate(() => process.exit(1)));
  parentPort?.once('message', async () => {
    await server.stop();
    await postgres.close();
    parentPort?.close();
  });
  const port = socketPath ? undefined : Number(server.getServerConn().split(':').at(-1));
  tell({ ready: true, port });
} catch (error) {
  tell({ ready: false, reason: error instanceof Error ? error.message : String(error) });
}
