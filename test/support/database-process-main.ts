import type { Database, Queryable } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open-database.ts';
import { type GoldsmithError, messageOf } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import type { Answer, Request } from './database-process.ts';

/** The process behind {@link DatabaseProcess}: opens the database of its first argument and does what it is told. */
const database: Database = openDatabase(JSON.parse(process.argv[2]!) as DatabaseLocation, createLog('silent'));
let held: { tx: Queryable; release: () => void; ended: Promise<void> } | undefined;

async function holdTransaction(): Promise<void> {
  const { promise: begun, resolve: begin } = Promise.withResolvers<Queryable>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const ended = database.transaction(async (tx) => {
    begin(tx);
    await released;
  });
  const tx = await Promise.race([begun, ended.then(() => Promise.reject(new Error('ended early')))]);
  held = { tx, release, ended };
}

async function perform(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'query': {
      const signal = request.giveUpAfterMs === undefined ? undefined : AbortSignal.timeout(request.giveUpAfterMs);
      return (held?.tx ?? database).query(request.sql, request.values, { signal });
    }
    case 'storm':
      return Promise.all(request.statements.map(([sql, values]) => database.query(sql, values)));
    case 'begin':
      return holdTransaction();
    case 'commit':
      held!.release();
      return held!.ended.finally(() => {
        held = undefined;
      });
    case 'lock':
      return (await database.tryLock(request.name)) !== undefined;
    case 'migrate':
      return migrate(database, request.folder ? new URL(request.folder) : undefined);
    case 'describe':
      return database.describe();
    case 'close':
      return database.close().finally(() => process.disconnect());
  }
}

process.on('message', async (request: Request) => {
  const answer: Answer = { id: request.id };
  try {
    answer.result = await perform(request);
  } catch (error) {
    const { name, code, retryable } = error as GoldsmithError;
    answer.error = { name, message: messageOf(error), code, retryable };
  }
  if (process.connected) process.send!(answer);
});
