import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOLD_TIMES, patienceMs } from '../../src/schedule/hold-times.ts';

const GRACE_MS = 8_000;
const CONNECT_TIMEOUT_MS = 5_000;

test('an outage of a minute is within the patience, wherever it begins and ends', () => {
  const { sayEveryMs } = HOLD_TIMES;
  assert.ok(sayEveryMs + 60_000 + CONNECT_TIMEOUT_MS + sayEveryMs < patienceMs(HOLD_TIMES, GRACE_MS));
});

test('what a scheduler ends at the end of its patience is gone before others take it to be lost', () => {
  for (const graceMs of [0, 100, GRACE_MS]) {
    const { silenceMs, sayEveryMs } = HOLD_TIMES;
    const sigkill = patienceMs(HOLD_TIMES, graceMs) + sayEveryMs + graceMs;
    // A second until the group is gone, half a second for its output.
    assert.ok(sigkill + 1_500 <= silenceMs);
  }
});
