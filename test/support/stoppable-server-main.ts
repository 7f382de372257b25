import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** The process behind {@link StoppableServer}: PostgreSQL on the Unix socket of a folder, until it is killed. */
const folder = process.argv[2]!;
const path = join(folder, '.s.PGSQL.5432');
const db = await PGlite.create({ dataDir: join(folder, 'postgres'), extensions: { vector } });
rmSync(path, { force: true });
await new PGLiteSocketServer({ db, path, maxConnections: 100 }).start();
process.send!('ready');
process.once('disconnect', () => process.exit());
