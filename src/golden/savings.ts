import type { MonthOfCalls } from '../models/month-of-calls.ts';
import type { ServedQuality } from './served-quality.ts';

/** What a question that goes to a model costs where nothing else is known: the figure of the system that Goldsmith re-creates. */
export const SEED_COST_PER_QUESTION = 0.003;

/** What one hit saves. */
export interface SavedPerHit {
  /** US dollars. */
  cost: number;
  /** Where that comes from: the operator's setting, what business answers have cost, or {@link SEED_COST_PER_QUESTION}. */
  basis: 'setting' | 'measured' | 'assumed';
  /** How many answers of models it was measured on; 0 where it was not. */
  answers: number;
  /** How long a business answer takes, seconds; undefined when none was given. */
  seconds: number | undefined;
}

/** What the hits saved, beside a model's answers to the same questions. */
export interface Savings {
  perHit: SavedPerHit;
  /** US dollars. */
  today: number;
  lastMonth: number;
  /** Of waiting, in the last 30 days; undefined when no model's answer was timed. */
  secondsOfMonth: number | undefined;
}

/**
 * What one hit saves: what the operator says, else what a business answer has cost on average in the last 30 days. Answers of the
 * offline model cost nothing and are none of those that a hit stands for.
 * @param setting US dollars.
 */
export function savedPerHit(calls: readonly MonthOfCalls[], setting: number | undefined): SavedPerHit {
  const business = calls.filter(({ role, model, priced }) => role === 'business' && model !== 'offline' && priced > 0);
  const sum = (of: (calls: MonthOfCalls) => number) => business.reduce((total, one) => total + of(one), 0);
  const answers = sum(({ priced }) => priced);
  const seconds = answers > 0 ? sum(({ pricedMs }) => pricedMs) / answers / 1000 : undefined;
  if (setting !== undefined) return { cost: setting, basis: 'setting', answers: 0, seconds };
  if (answers > 0) return { cost: sum(({ pricedCost }) => pricedCost) / answers, basis: 'measured', answers, seconds };
  return { cost: SEED_COST_PER_QUESTION, basis: 'assumed', answers, seconds };
}

/** What the hits that were really served saved. */
export function savingsOf(
  { today, lastMonth }: Pick<ServedQuality, 'today' | 'lastMonth'>,
  perHit: SavedPerHit,
): Savings {
  return {
    perHit,
    today: today.hits * perHit.cost,
    lastMonth: lastMonth.hits * perHit.cost,
    secondsOfMonth: perHit.seconds === undefined ? undefined : lastMonth.hits * perHit.seconds,
  };
}

/** The savings in words. */
export function describeSavings({ perHit, today, lastMonth }: Savings): string {
  return `$${today.toFixed(2)} today, $${lastMonth.toFixed(2)} in 30 d (${describeBasis(perHit)})`;
}

function describeBasis({ cost, basis, answers }: SavedPerHit): string {
  const each = `$${cost.toFixed(4)} a hit`;
  if (basis === 'setting') return `${each}, by GOLDSMITH_SAVED_PER_HIT`;
  if (basis === 'measured')
    return `${each}, the mean of ${answers === 1 ? '1 answer' : `${answers} answers`} of the business models`;
  return `${each}, assumed: no business answer has a known cost; GOLDSMITH_SAVED_PER_HIT sets it`;
}

/** Savings as `goldsmith status --json` tells them. */
export interface SavingsReport {
  per_hit_usd: number;
  basis: SavedPerHit['basis'];
  measured_on: number;
  today_usd: number;
  last_30_days_usd: number;
  last_30_days_seconds: number | null;
}

/** The report of it. */
export function reportSavings({ perHit, today, lastMonth, secondsOfMonth }: Savings): SavingsReport {
  return {
    per_hit_usd: perHit.cost,
    basis: perHit.basis,
    measured_on: perHit.answers,
    today_usd: today,
    last_30_days_usd: lastMonth,
    last_30_days_seconds: secondsOfMonth ?? null,
  };
}
