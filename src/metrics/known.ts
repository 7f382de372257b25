import type { App } from '../app.ts';
import { spoolBacklog } from '../database/spool-backlog.ts';
import { Watched } from '../database/watched.ts';
import { countGoldenAnswers } from '../golden/count-golden-answers.ts';
import { type Savings, savedPerHit, savingsOf } from '../golden/savings.ts';
import type { ServedQuality } from '../golden/served-quality.ts';
import { type MonthOfCalls, monthOfCalls } from '../models/month-of-calls.ts';
import { pastNights } from '../nightly/past-nights.ts';

/** What the database says; undefined is what it does not say. */
export interface Known {
  quality?: ServedQuality;
  month?: MonthOfCalls[];
  savings?: Savings;
  nights?: Awaited<ReturnType<typeof pastNights>>;
  answers?: Awaited<ReturnType<typeof countGoldenAnswers>>;
  spool?: Awaited<ReturnType<typeof spoolBacklog>>;
}

/** For how long counts hold that look at 30 days of calls, milliseconds. */
const KEEP_MONTH_MS = 60_000;

/**
 * Reads what metrics need of the database, at most every few seconds.
 * @returns a function that tells it; never throws, and waits a second at most.
 */
export function watchDatabase({ database, servedQuality, config }: App): () => Promise<Known> {
  const calls = new Watched(() => monthOfCalls(database), KEEP_MONTH_MS);
  const past = new Watched(() => pastNights(database));
  const golden = new Watched(() => countGoldenAnswers(database));
  const backlog = new Watched(() => spoolBacklog(database));
  return async () => {
    const [quality, month, nights, answers, spool] = await Promise.all([
      servedQuality.current(),
      calls.current(),
      past.current(),
      golden.current(),
      backlog.current(),
    ]);
    const savings = quality && month && savingsOf(quality, savedPerHit(month, config.savedPerHit));
    return { quality, month, savings, nights, answers, spool };
  };
}
