import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeSavings,
  reportSavings,
  SEED_COST_PER_QUESTION,
  savedPerHit,
  savingsOf,
} from '../../src/golden/savings.ts';
import type { MonthOfCalls } from '../../src/models/month-of-calls.ts';

const BUSINESS: MonthOfCalls = {
  ...{ role: 'business', model: 'anthropic:writer', tokens: 5000, cost: 0.05 },
  ...{ priced: 4, pricedCost: 0.04, pricedMs: 8000 },
};
const QUALITY = {
  ...{ today: { lookups: 20, hits: 10 }, lastDay: { lookups: 40, hits: 20 }, lastMonth: { lookups: 200, hits: 100 } },
  ...{ marked: 0, checked: 0, checkedWrong: 0, judgeError: 0 },
};

test('a hit saves what a business answer cost on average, over all models that gave some', () => {
  const other = { ...BUSINESS, model: 'openai:other', priced: 1, pricedCost: 0.06, pricedMs: 2000 };
  assert.deepEqual(savedPerHit([BUSINESS, other], undefined), {
    ...{ cost: 0.02, basis: 'measured', answers: 5, seconds: 2 },
  });
});

test('answers of other roles, of the offline model and of unknown cost say nothing', () => {
  const others: MonthOfCalls[] = [
    { ...BUSINESS, role: 'night' },
    { ...BUSINESS, model: 'offline', pricedCost: 0 },
    { ...BUSINESS, priced: 0, pricedCost: 0, pricedMs: 0 },
  ];
  const assumed = { cost: SEED_COST_PER_QUESTION, basis: 'assumed', answers: 0, seconds: undefined };
  assert.deepEqual(savedPerHit(others, undefined), assumed);
});

test("the operator's figure goes before what was measured", () => {
  assert.deepEqual(savedPerHit([BUSINESS], 0), { cost: 0, basis: 'setting', answers: 0, seconds: 2 });
});

test('what was saved is told of today and of 30 days, with where it comes from', () => {
  const savings = savingsOf(QUALITY, savedPerHit([BUSINESS], undefined));
  assert.equal(
    describeSavings(savings),
    '$0.10 today, $1.00 in 30 d ($0.0100 a hit, the mean of 4 answers of the business models)',
  );
  assert.deepEqual(reportSavings(savings), {
    ...{ per_hit_usd: 0.01, basis: 'measured', measured_on: 4, today_usd: 0.1, last_30_days_usd: 1 },
    last_30_days_seconds: 200,
  });
  assert.match(
    describeSavings(savingsOf(QUALITY, savedPerHit([], undefined))),
    /\$0\.30 in 30 d \(.* assumed: no business/,
  );
  assert.equal(reportSavings(savingsOf(QUALITY, savedPerHit([], 0.5))).last_30_days_seconds, null);
});
