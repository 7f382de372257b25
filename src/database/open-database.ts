import type { Logger } from '../log.ts';
import type { Database } from './database.ts';
import { EmbeddedSource } from './embedded/embedded-source.ts';
import { PooledDatabase } from './pooled-database.ts';
import { ServerSource } from './server-source.ts';

/** Which database to open: a server's URL, or else a folder for the embedded one. */
export interface DatabaseLocation {
  databaseUrl?: string;
  dataFolder: string;
}

/** Opens the database. Nothing is connected until the first query, so a server that is down fails no start. */
export function openDatabase(location: DatabaseLocation, log: Logger): Database {
  const source = location.databaseUrl
    ? new ServerSource(location.databaseUrl, log)
    : new EmbeddedSource(location.dataFolder, log);
  return new PooledDatabase(source, log);
}
