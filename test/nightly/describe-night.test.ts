import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { emptyReport } from '../../src/nightly/night-report.ts';

const quiet = { ...emptyReport(false), status: 'success' as const };

test('a night without messages says of which days, and how to read those that have some', () => {
  const window = { from: '2026-11-23T03:00:00.000Z', until: '2026-11-30T03:00:00.000Z' };
  const before = describeNight({ ...quiet, emptyWindow: { ...window, lastBefore: '2026-10-31T23:59:00.000Z' } });
  assert.match(before, /no user messages from 2026-11-23 03:00 to 2026-11-30 03:00 UTC/);
  assert.match(before, /of 2026-10-31; .* --until 2026-11-01\.$/);
  const never = describeNight({ ...quiet, emptyWindow: { ...window, lastBefore: null } });
  assert.match(never, /goldsmith import conversations FILE/);
});

test('a night without messages says so, and what it did all the same', () => {
  assert.match(describeNight(quiet), /^Night ended: success\. There are no user messages[^\n]*$/);
  const told = describeNight({
    ...quiet,
    culturalChunks: 20,
    updated: 2,
    lookedAgain: { found: 3, replaced: 1 },
    checkedHits: { checked: 7, wrong: 1 },
  });
  assert.match(told, /There are no user messages/);
  assert.match(told, /^Culture {5}20 chunks rewritten$/m);
  assert.match(told, /^Answers {5}0 new, 2 rewritten/m);
  assert.match(told, /^Second look 3 answers/m);
  assert.match(told, /^Checked {5}7 of the answers/m);
});
