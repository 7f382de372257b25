import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeNight, emptyReport } from '../../src/nightly/night-report.ts';

const quiet = { ...emptyReport(false), status: 'success' as const };

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
