import type { Database } from '../database/database.ts';

/** Lookups of one day that came to the same. */
export interface LookupDay {
  /** YYYY-MM-DD, UTC. */
  day: string;
  /** Two-letter code, or null where it cannot be told. */
  language: string | null;
  outcome: 'hit' | 'miss' | 'bypass';
  reason: string;
  lookups: number;
}

/** How long the hits of one day took, milliseconds; null where there was none. */
export interface DayTimes {
  day: string;
  p50_ms: number | null;
  p99_ms: number | null;
}

/** How far back it is looked. */
export const DAYS_BACK = 90;

/** A record may be written this long after its question, where the database was away; then its day is counted, and not again. */
const LATE = `interval '1 hour'`;

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;
const startOf = (day: string) => `((${day})::timestamp AT TIME ZONE 'UTC')`;
const DAY_OF = `(created_at AT TIME ZONE 'UTC')::date`;
const TIMES = (which: string) =>
  `percentile_cont(${which}) WITHIN GROUP (ORDER BY milliseconds) FILTER (WHERE outcome = 'hit')`;

/**
 * What came of the questions of the last {@link DAYS_BACK} days. A day that is over is counted once and kept; only what
 * came since is counted anew.
 */
export class LookupDays {
  readonly #database: Database;
  #counting: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * By day, language, outcome and reason.
   * @throws GoldsmithError `database-unavailable`.
   */
  async counts(): Promise<LookupDay[]> {
    const since = await this.#notCounted();
    return this.#database.query<LookupDay>(
      `SELECT day::text AS day, nullif(language, '') AS language, outcome, reason, lookups FROM lookup_days
       WHERE day > ${TODAY} - ${DAYS_BACK}
       UNION ALL
       SELECT (${DAY_OF})::text, language, outcome, reason, count(*)::int FROM lookups
       WHERE created_at >= ${startOf('$1::date')}
       GROUP BY 1, 2, 3, 4 ORDER BY 1`,
      [since],
    );
  }

  /**
   * How long hits took, by day.
   * @throws GoldsmithError `database-unavailable`.
   */
  async times(): Promise<DayTimes[]> {
    const since = await this.#notCounted();
    return this.#database.query<DayTimes>(
      `SELECT day::text AS day, p50_ms, p99_ms FROM lookup_day_times WHERE day > ${TODAY} - ${DAYS_BACK}
       UNION ALL
       SELECT (${DAY_OF})::text, ${TIMES('0.5')}, ${TIMES('0.99')} FROM lookups
       WHERE created_at >= ${startOf('$1::date')}
       GROUP BY 1 ORDER BY 1`,
      [since],
    );
  }

  /** Counts the days that are over and were not counted yet, a day at a time so that nobody waits long for the database. */
  async count(): Promise<void> {
    this.#counting ??= this.#countDays().finally(() => {
      this.#counting = undefined;
    });
    await this.#counting;
  }

  /** The first day that is to be counted anew, given as a value: of a subquery PostgreSQL does not know that few rows are after it. */
  async #notCounted(): Promise<string> {
    await this.count();
    const [{ day }] = await this.#database.query<{ day: string }>(
      `SELECT coalesce(max(day) + 1, ${TODAY} - ${DAYS_BACK - 1})::text AS day FROM lookup_day_times`,
    );
    return day;
  }

  async #countDays(): Promise<void> {
    const days = await this.#database.query<{ day: string }>(
      `SELECT day::date::text AS day
       FROM generate_series(
         (SELECT coalesce(max(day) + 1, ${TODAY} - ${DAYS_BACK - 1}) FROM lookup_day_times)::timestamp,
         ((now() - ${LATE}) AT TIME ZONE 'UTC')::date - interval '1 day', interval '1 day') AS day
       ORDER BY 1`,
    );
    for (const { day } of days) await this.#database.query(COUNT_DAY, [day]);
    // The embedded database has nobody who does it by night, and would read the whole table for the rows of today.
    if (days.length > 0) await this.#database.query('ANALYZE lookups (created_at)');
  }
}

/** Another process may count the same day at the same time: then what it counts is the same. */
const COUNT_DAY = `
  WITH of_day AS (
    SELECT coalesce(language, '') AS language, outcome, reason, milliseconds FROM lookups
    WHERE created_at >= ${startOf('$1::date')} AND created_at < ${startOf('$1::date + 1')}
  ), counted AS (
    INSERT INTO lookup_days (day, language, outcome, reason, lookups)
    SELECT $1::date, language, outcome, reason, count(*) FROM of_day GROUP BY language, outcome, reason
    ON CONFLICT DO NOTHING
  )
  INSERT INTO lookup_day_times (day, p50_ms, p99_ms) SELECT $1::date, ${TIMES('0.5')}, ${TIMES('0.99')} FROM of_day
  ON CONFLICT DO NOTHING`;
