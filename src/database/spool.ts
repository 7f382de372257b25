import type { Database, Queryable } from './database.ts';
import { type FlatRow, packRows, unpackRows } from './packed-rows.ts';
import { writeApart } from './write-apart.ts';

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

/** How rows are entered. */
export interface EnterOptions {
  upTo?: string;
  /** Told of each row that is lost. */
  lose?: (error: unknown) => void;
}

/** What JSON holds and PostgreSQL's texts cannot: NUL and half surrogate pairs. */
const NOT_STORABLE = /\\u(?:0000|d[89a-f])/i;

/**
 * Rows that are put down packed, many in one, and entered in their table later: a twentieth of the work at once. They are safe as
 * soon as they are put down; what must not miss any of them enters them first.
 */
export class Spool<Row> {
  readonly #options: SpoolOptions<Row>;

  constructor(options: SpoolOptions<Row>) {
    this.#options = options;
  }

  /**
   * Puts rows down.
   * @returns false where one of them may not be storable: then nothing was put down, and whoever writes them learns which.
   */
  async put(rows: readonly Row[]): Promise<boolean> {
    const { database, kind, flatten } = this.#options;
    const packed = packRows(rows.map(flatten));
    if (NOT_STORABLE.test(packed)) return false;
    await database.query('INSERT INTO spool (kind, rows) VALUES ($1, $2)', [kind, packed]);
    return true;
  }

  /** Where the spool ends now; undefined when nothing was put down. */
  async end(): Promise<string | undefined> {
    const { database, kind } = this.#options;
    const [row] = await database.query<{ id: string | null }>('SELECT max(id) AS id FROM spool WHERE kind = $1', [
      kind,
    ]);
    return row.id ?? undefined;
  }

  /**
   * Enters the oldest rows that were put down together. A row that cannot be stored is lost, and holds up no other.
   * @param upTo enters nothing that was put down after this {@link end}.
   * @returns whether there were some; false, too, when another process has just entered them.
   */
  async enterNext({ upTo, lose = () => {} }: EnterOptions = {}): Promise<boolean> {
    const { database, kind } = this.#options;
    return database.transaction(async (tx) => {
      const [next] = await tx.query<{ rows: string }>(
        `DELETE FROM spool WHERE id =
           (SELECT id FROM spool WHERE kind = $1 AND ($2::bigint IS NULL OR id <= $2::bigint) ORDER BY id LIMIT 1 FOR UPDATE)
         RETURNING rows`,
        [kind, upTo ?? null],
      );
      if (next) await this.#enter(next.rows, tx, lose);
      return next !== undefined;
    });
  }

  /** Enters all that has been put down until now, by whatever process. */
  async enterAll(): Promise<void> {
    const upTo = await this.end();
    while (upTo !== undefined && (await this.enterNext({ upTo })));
  }

  async #enter(packed: string, tx: Queryable, lose: (error: unknown) => void): Promise<void> {
    const { restore, insert } = this.#options;
    const rows = restored(packed, restore, lose);
    for (let i = 0; i < rows.length; i += ENTER_TOGETHER) {
      // A statement that fails spoils its transaction, but for what was done before a savepoint.
      const enter = async (some: readonly Row[]) => {
        await tx.query('SAVEPOINT entering');
        try {
          await insert(some, tx);
        } catch (error) {
          await tx.query('ROLLBACK TO SAVEPOINT entering');
          throw error;
        } finally {
          await tx.query('RELEASE SAVEPOINT entering');
        }
      };
      await writeApart(rows.slice(i, i + ENTER_TOGETHER), enter, lose);
    }
  }
}

/** The rows of a pack; none where it cannot be read. */
function restored<Row>(packed: string, restore: (flat: FlatRow) => Row, lose: (error: unknown) => void): Row[] {
  try {
    return unpackRows(packed).map(restore);
  } catch (error) {
    lose(error);
    return [];
  }
}
