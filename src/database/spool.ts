import type { Database, Queryable } from './database.ts';
import { type FlatRow, packRows, unpackRows } from './packed-rows.ts';

/** What a {@link Spool} holds, and what becomes of it. */
export interface SpoolOptions<Row> {
  database: Database;
  /** The rows' table. */
  kind: 'conversations' | 'lookups';
  flatten: (row: Row) => FlatRow;
  restore: (flat: FlatRow) => Row;
  /** Enters rows in their table; entered again, they change nothing. */
  insert: (rows: readonly Row[], into: Queryable) => Promise<unknown>;
}

/** So many are entered by one statement: a text of more than 128 KB would be freed by nothing but a collection of all garbage. */
const ENTER_TOGETHER = 500;

/** What JSON holds and PostgreSQL's texts cannot: NUL and half surrogate pairs. */
const NOT_STORABLE = /\\u(?:0000|d[89a-f])/i;

/**
 * Rows that are put down packed, many in one, and entered in their table later: a twentieth of the work at once. They are safe as
 * soon as they are put down, and whoever reads the table enters them first.
 */
export class Spool<Row> {
  readonly #options: SpoolOptions<Row>;

  constructor(options: SpoolOptions<Row>) {
    this.#options = options;
  }

  /** Puts rows down. Those that may not be storable are entered at once, so that whose they are learns of it. */
  async put(rows: readonly Row[]): Promise<void> {
    const { database, kind, flatten, insert } = this.#options;
    const packed = packRows(rows.map(flatten));
    if (NOT_STORABLE.test(packed)) await insert(rows, database);
    else await database.query('INSERT INTO spool (kind, rows) VALUES ($1, $2)', [kind, packed]);
  }

  /**
   * Enters the oldest rows that were put down together.
   * @returns whether there were some; false, too, when another process has just entered them.
   */
  async enterNext(): Promise<boolean> {
    const { database, kind, restore, insert } = this.#options;
    return database.transaction(async (tx) => {
      const [next] = await tx.query<{ rows: string }>(
        `DELETE FROM spool WHERE id = (SELECT id FROM spool WHERE kind = $1 ORDER BY id LIMIT 1 FOR UPDATE) RETURNING rows`,
        [kind],
      );
      const rows = next ? unpackRows(next.rows) : [];
      for (let i = 0; i < rows.length; i += ENTER_TOGETHER) {
        await insert(rows.slice(i, i + ENTER_TOGETHER).map(restore), tx);
      }
      return next !== undefined;
    });
  }

  /** Enters all that was put down, by whatever process. */
  async enterAll(): Promise<void> {
    const { database, kind } = this.#options;
    const left = () => database.query('SELECT 1 FROM spool WHERE kind = $1 LIMIT 1', [kind]);
    while ((await left()).length > 0) await this.enterNext();
  }
}
