import type { Queryable } from '../database/database.ts';
import { type ShareInterval, wilsonInterval } from '../matching/wilson-interval.ts';

/** Lookups of a span of time, and how many of them were hits. */
export interface ServedCount {
  lookups: number;
  hits: number;
}

/** What is known of what was served. */
export interface ServedQuality {
  /** Since midnight, UTC. */
  today: ServedCount;
  /** The last 24 hours. */
  lastDay: ServedCount;
  /** The last 30 days, as everything below. */
  lastMonth: ServedCount;
  /** Hits that were marked as wrong, by users or at the desk. */
  marked: number;
  /** Hits that a model checked, and those of them that it found wrong. */
  checked: number;
  checkedWrong: number;
  /** How often the model errs by its nights' estimates, 0 to 1, on average over these checks. */
  judgeError: number;
}

/** How often served answers are wrong, as far as it is known. */
export type WrongShare =
  | { known: true; share: number; interval: ShareInterval }
  /** `atLeast`: the share that was marked; most who get a wrong answer say nothing, so it is only a lower bound. */
  | { known: false; atLeast: number | undefined };

/**
 * From so many checked hits on, an estimate is given. Below, even a sample without anything wrong leaves more than 3.7%
 * possible, which says nothing beside the 1% that is usually allowed.
 */
export const LEAST_CHECKED = 100;

type Counted = `${'' | 'today_' | 'day_'}${'lookups' | 'hits'}` | 'marked';

/** The beginning of the day, whatever time zone the database is set to. */
const MIDNIGHT = `date_trunc('day', now(), 'UTC')`;

/** Counts what was served in the last 30 days. */
export async function servedQuality(database: Queryable): Promise<ServedQuality> {
  const [row] = await database.query<Record<Counted, number>>(
    `SELECT count(*)::int AS lookups, count(*) FILTER (WHERE outcome = 'hit')::int AS hits,
       count(*) FILTER (WHERE created_at >= ${MIDNIGHT})::int AS today_lookups,
       count(*) FILTER (WHERE outcome = 'hit' AND created_at >= ${MIDNIGHT})::int AS today_hits,
       count(*) FILTER (WHERE created_at > now() - interval '1 day')::int AS day_lookups,
       count(*) FILTER (WHERE outcome = 'hit' AND created_at > now() - interval '1 day')::int AS day_hits,
       count(*) FILTER (WHERE outcome = 'hit' AND marked_wrong_at IS NOT NULL)::int AS marked
     FROM lookups WHERE created_at > now() - interval '30 days'`,
  );
  const checks = await countChecks(database, new Date(Date.now() - 30 * 86_400_000));
  return {
    today: { lookups: row.today_lookups, hits: row.today_hits },
    lastDay: { lookups: row.day_lookups, hits: row.day_hits },
    lastMonth: { lookups: row.lookups, hits: row.hits },
    marked: row.marked,
    ...checks,
  };
}

/** Counts what a model checked of the hits since a time. */
export async function countChecks(
  database: Queryable,
  since: Date,
): Promise<Pick<ServedQuality, 'checked' | 'checkedWrong' | 'judgeError'>> {
  const [{ checked, wrong, error }] = await database.query<{ checked: number; wrong: number; error: number }>(
    `SELECT count(*)::int AS checked, count(*) FILTER (WHERE NOT c."right")::int AS wrong, coalesce(avg(c.judge_error), 0) AS error
     FROM hit_checks c JOIN lookups l ON l.id = c.lookup_id
     WHERE l.outcome = 'hit' AND l.created_at >= $1`,
    [since],
  );
  return { checked, checkedWrong: wrong, judgeError: error };
}

/** Counts the hits since a time that were marked as wrong; by an index that holds only those. */
export async function countMarked(database: Queryable, since: Date): Promise<number> {
  const [{ marked }] = await database.query<{ marked: number }>(
    `SELECT count(*)::int AS marked FROM lookups
     WHERE outcome = 'hit' AND marked_wrong_at IS NOT NULL AND created_at >= $1`,
    [since],
  );
  return marked;
}

/** The share of lookups that were hits; undefined when there was none. */
export function servedShare({ lookups, hits }: ServedCount): number | undefined {
  return lookups > 0 ? hits / lookups : undefined;
}

/**
 * The estimated share of served answers that are wrong, with its 95% interval (see {@link wilsonInterval}). Only checks can
 * tell: they are a sample, while marks come from those who complain. A model that checks calls some right answers wrong, and
 * some wrong ones right; of what it says that is taken out as Rogan and Gladen do (Estimating prevalence from the results of a
 * screening test, 1978).
 */
export function wrongShare({
  lastMonth,
  marked,
  checked,
  checkedWrong,
  judgeError,
}: Omit<ServedQuality, 'today' | 'lastDay'> & Partial<ServedQuality>): WrongShare {
  if (checked < LEAST_CHECKED) return { known: false, atLeast: marked > 0 ? marked / lastMonth.hits : undefined };
  const trueShare = (said: number) => Math.min(Math.max((said - judgeError) / (1 - 2 * judgeError), 0), 1);
  const { low, high } = wilsonInterval(checkedWrong, checked);
  return {
    known: true,
    share: trueShare(checkedWrong / checked),
    interval: { low: trueShare(low), high: trueShare(high) },
  };
}

/** The wrong share in words. */
export function describeWrongShare(quality: ServedQuality): string {
  const { checked, judgeError } = quality;
  const wrong = wrongShare(quality);
  if (wrong.known) {
    const { low, high } = wrong.interval;
    const allowed = judgeError > 0 ? `, ${percent(judgeError)} errors of the checking model allowed for` : '';
    return `${percent(wrong.share)} of served answers, 95% interval ${percent(low)} to ${percent(high)}, ${checked} checked${allowed}`;
  }
  const marks = wrong.atLeast === undefined ? '' : `; marks say at least ${percent(wrong.atLeast)}`;
  return `not enough evidence yet (${checked} of ${LEAST_CHECKED} checks)${marks}`;
}

/** What both doors tell about it as JSON. */
export interface ServedQualityReport {
  share_24_hours: number | null;
  share_30_days: number | null;
  marked_wrong: number;
  wrong_share: {
    estimate: number | null;
    /** Of the estimate, 95%: low, high. */
    interval: [number, number] | null;
    /** Without an estimate: what the marks prove. */
    at_least: number | null;
    checked: number;
    says: string;
  };
}

/** The report of it, for `goldsmith status --json` and `GET /health`. */
export function reportServedQuality(quality: ServedQuality): ServedQualityReport {
  const wrong = wrongShare(quality);
  return {
    share_24_hours: servedShare(quality.lastDay) ?? null,
    share_30_days: servedShare(quality.lastMonth) ?? null,
    marked_wrong: quality.marked,
    wrong_share: {
      estimate: wrong.known ? wrong.share : null,
      interval: wrong.known ? [wrong.interval.low, wrong.interval.high] : null,
      at_least: wrong.known ? null : (wrong.atLeast ?? null),
      checked: quality.checked,
      says: describeWrongShare(quality),
    },
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
