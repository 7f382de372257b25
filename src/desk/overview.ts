import type { Database, Queryable } from '../database/database.ts';
import { withSignal } from '../database/with-signal.ts';
import { countGoldenAnswers } from '../golden/count-golden-answers.ts';
import { type DayTimes, type LookupDay, LookupDays } from '../golden/lookup-days.ts';
import { reportSavings, savedPerHit, savingsOf } from '../golden/savings.ts';
import {
  countChecks,
  countMarked,
  LEAST_CHECKED,
  type ServedQuality,
  servedShare,
  wrongShare,
} from '../golden/served-quality.ts';
import { type MonthOfCalls, monthOfCalls } from '../models/month-of-calls.ts';
import { nightStatus } from '../nightly/night-status.ts';
import { readKnownJobs } from '../schedule/known-jobs.ts';
import type { Overview } from './api/overview.ts';

/** What the overview is put together from. */
export interface OverviewParts {
  database: Database;
  /** What a hit saves by the operator's setting, US dollars. */
  savedPerHit?: number;
}

type Quality = Omit<ServedQuality, 'lastDay'>;

const DAY_MS = 86_400_000;
const MONTH = 30;

/** How it goes, for the desk's first page. */
export class OverviewReader {
  readonly #parts: OverviewParts;
  readonly #days: LookupDays;

  constructor(parts: OverviewParts) {
    this.#parts = parts;
    this.#days = new LookupDays(parts.database);
  }

  /**
   * Reads it.
   * @throws GoldsmithError `database-unavailable`; the signal's reason.
   */
  async read(signal: AbortSignal): Promise<Overview> {
    const database = withSignal(this.#parts.database, signal);
    const counts = await this.#days.counts(database);
    const { times, uncounted } = await this.#days.times(database);
    const quality = await qualityOf(counts, database);
    const calls = await monthOfCalls(database);
    const golden = await countGoldenAnswers(database);
    return {
      days: byDay(counts, times),
      uncounted,
      languages: byLanguage(counts),
      reasons: byReason(counts),
      quality: reportQuality(quality),
      saved: this.#saved(quality, calls),
      answers: { golden: golden.answers, stale: golden.stale, drafts: golden.drafts, paused: golden.paused },
      night: await nightStatus(this.#parts.database),
      next: await readKnownJobs(database, new Date()),
    };
  }

  /** Tells the times of the days that are over, so that who looks finds them. */
  async prepare(): Promise<void> {
    await this.#days.count();
  }

  #saved(quality: Quality, calls: readonly MonthOfCalls[]) {
    return reportSavings(savingsOf(quality, savedPerHit(calls, this.#parts.savedPerHit)));
  }
}

/** Of 30 days of the calendar, as the rows are that the numbers open. */
async function qualityOf(counts: readonly LookupDay[], database: Queryable): Promise<Quality> {
  const since = (days: number) => new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
  const month = new Date(`${since(MONTH)}T00:00:00Z`);
  return {
    today: totals(counts.filter(({ day }) => day >= since(1))),
    lastMonth: totals(counts.filter(({ day }) => day >= since(MONTH))),
    marked: await countMarked(database, month),
    ...(await countChecks(database, month)),
  };
}

function byDay(counts: readonly LookupDay[], times: readonly DayTimes[]): Overview['days'] {
  const took = new Map(times.map((one) => [one.day, one]));
  return [...Map.groupBy(counts, ({ day }) => day)].map(([day, ofDay]) => ({
    day,
    ...totals(ofDay),
    p50_ms: took.get(day)?.p50_ms ?? null,
    p99_ms: took.get(day)?.p99_ms ?? null,
  }));
}

function byLanguage(counts: readonly LookupDay[]): Overview['languages'] {
  return [...Map.groupBy(counts, ({ language }) => language)]
    .map(([language, ofLanguage]) => ({ language, ...totals(ofLanguage) }))
    .sort((a, b) => b.lookups - a.lookups);
}

function byReason(counts: readonly LookupDay[]): Overview['reasons'] {
  const missed = counts.filter((one) => one.outcome !== 'hit');
  return [...Map.groupBy(missed, ({ outcome, reason }) => `${outcome} ${reason}`).values()]
    .map((same) => ({
      outcome: same[0].outcome as 'miss' | 'bypass',
      reason: same[0].reason,
      lookups: totals(same).lookups,
    }))
    .sort((a, b) => b.lookups - a.lookups);
}

function totals(counts: readonly LookupDay[]): { lookups: number; hits: number } {
  const sum = (some: readonly LookupDay[]) => some.reduce((total, { lookups }) => total + lookups, 0);
  return { lookups: sum(counts), hits: sum(counts.filter(({ outcome }) => outcome === 'hit')) };
}

function reportQuality(quality: Quality): NonNullable<Overview['quality']> {
  const wrong = wrongShare(quality);
  return {
    ...quality.lastMonth,
    served_share: servedShare(quality.lastMonth) ?? null,
    marked_wrong: quality.marked,
    checked: quality.checked,
    checked_wrong: quality.checkedWrong,
    wrong_share: wrong.known ? wrong.share : null,
    wrong_interval: wrong.known ? [wrong.interval.low, wrong.interval.high] : null,
    wrong_at_least: wrong.known ? null : (wrong.atLeast ?? null),
    checks_needed: LEAST_CHECKED,
  };
}
