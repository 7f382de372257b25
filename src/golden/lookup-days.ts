import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Queryable } from '../database/database.ts';
import { Watched } from '../database/watched.ts';

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

/** A record may be written this long after its question, where the database was away; then its day's times are told, and not again. */
const LATE = `interval '1 hour'`;

/** The times of the day that goes on hold for so long: its hits are all read for them. */
const KEEP_MS = 60_000;

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;
const FIRST_DAY = `${TODAY} - ${DAYS_BACK - 1}`;
const startOf = (day: string) => `((${day})::timestamp AT TIME ZONE 'UTC')`;
const TIMES = (which: string) => `percentile_cont(${which}) WITHIN GROUP (ORDER BY milliseconds)`;

/**
 * What came of the questions of the last {@link DAYS_BACK} days. The database counts lookups as they are written; how long hits took
 * is told once of each day that is over, in the background, and of the day that goes on once a minute at most.
 */
export class LookupDays {
  readonly #database: Database;
  readonly #latest: Watched<DayTimes[]>;
  #counting: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#latest = new Watched(() => this.#database.query<DayTimes>(LATEST), KEEP_MS);
  }

  /**
   * By day, language, outcome and reason.
   * @throws GoldsmithError `database-unavailable`.
   */
  async counts(database: Queryable = this.#database): Promise<LookupDay[]> {
    return database.query<LookupDay>(
      `SELECT day::text AS day, nullif(language, '') AS language, outcome, reason, lookups FROM lookup_days
       WHERE day >= ${FIRST_DAY} ORDER BY day`,
    );
  }

  /**
   * How long hits took, by day, as far as it is told already. Does not wait for {@link count}; begins it where days are left.
   * @returns besides, which days are not told yet.
   * @throws GoldsmithError `database-unavailable`.
   */
  async times(database: Queryable = this.#database): Promise<{ times: DayTimes[]; uncounted: string[] }> {
    const kept = await database.query<DayTimes>(
      `SELECT day::text AS day, p50_ms, p99_ms FROM lookup_day_times WHERE day >= ${FIRST_DAY} ORDER BY day`,
    );
    const left = await database.query<{ day: string }>(DAYS_LEFT);
    const known = new Set(kept.map(({ day }) => day));
    const latest = (await this.#latest.current()) ?? [];
    // Whoever waits for the database to come back begins it anew.
    if (left.length > 0) this.count().catch(() => undefined);
    return {
      times: [...kept, ...latest.filter(({ day }) => !known.has(day))],
      uncounted: left.map(({ day }) => day),
    };
  }

  /**
   * Tells the times of the days that are over and were not told yet, a day at a time, and rests as long as each took: on the
   * embedded database everybody else waits meanwhile.
   * @throws GoldsmithError `database-unavailable`; the days before stay told.
   */
  async count(): Promise<void> {
    this.#counting ??= this.#countDays().finally(() => {
      this.#counting = undefined;
    });
    await this.#counting;
  }

  async #countDays(): Promise<void> {
    await this.#latest.current();
    const days = await this.#database.query<{ day: string }>(DAYS_LEFT);
    // What is newest is looked at first.
    for (const { day } of days.toReversed()) {
      const began = performance.now();
      await this.#database.query(COUNT_DAY, [day]);
      await pause(performance.now() - began);
    }
  }
}

/** Days that are over, for long enough, and whose times nobody has told. Those without a lookup have none to tell. */
const DAYS_LEFT = `
  SELECT DISTINCT day::text AS day FROM lookup_days d
  WHERE day >= ${FIRST_DAY} AND day < ((now() - ${LATE}) AT TIME ZONE 'UTC')::date
    AND NOT EXISTS (SELECT 1 FROM lookup_day_times t WHERE t.day = d.day)
  ORDER BY day`;

/** Another process may do the same day at the same time: then what it tells is the same. */
const COUNT_DAY = `
  INSERT INTO lookup_day_times (day, p50_ms, p99_ms)
  SELECT $1::date, ${TIMES('0.5')}, ${TIMES('0.99')} FROM lookups
  WHERE outcome = 'hit' AND created_at >= ${startOf('$1::date')} AND created_at < ${startOf('$1::date + 1')}
  ON CONFLICT DO NOTHING`;

/**
 * Of the day that goes on, and of the one before as long as that may still grow. It has an end, too: of a span PostgreSQL takes for
 * granted that it is short, even where nobody has analysed the table, as on the embedded database.
 */
const LATEST = `
  SELECT (created_at AT TIME ZONE 'UTC')::date::text AS day, ${TIMES('0.5')} AS p50_ms, ${TIMES('0.99')} AS p99_ms FROM lookups
  WHERE outcome = 'hit' AND created_at >= ${startOf(`((now() - ${LATE}) AT TIME ZONE 'UTC')::date`)}
    AND created_at < ${startOf(`${TODAY} + 1`)}
  GROUP BY 1 ORDER BY 1`;
