import type { Queryable } from '../database/database.ts';

/** A number that rises with every change of what is served; read by serving servers to notice it. */
export async function goldenVersion(database: Queryable): Promise<string> {
  const [row] = await database.query<{ version: string }>('SELECT version FROM golden_state');
  return row.version;
}

/** Tells serving servers that something has changed, once the transaction commits. */
export async function raiseGoldenVersion(tx: Queryable): Promise<void> {
  await tx.query('UPDATE golden_state SET version = version + 1');
}
