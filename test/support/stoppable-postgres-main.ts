import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { serveClients } from '../../src/database/embedded/serve-clients.ts';

/** The process behind `StoppablePostgres`: serves the folder of its first argument on the port of its second. */
const [dataDir, port] = process.argv.slice(2);
const db = await PGlite.create({ dataDir, extensions: { vector } });
const server = await serveClients(db, { host: '127.0.0.1', port: Number(port) }, () => process.exit(1));
process.send!(Number(server.getServerConn().split(':').at(-1)));
// Never outlives the test, however that ended.
process.once('disconnect', () => process.exit());
