import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OverviewReader } from '../../src/desk/overview.ts';
import { readLookups } from '../../src/golden/read-lookups.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp } from '../support/test-app.ts';

test('its numbers are those of the rows that they open', async (t) => {
  const { app, close } = await openTestApp();
  t.after(close);
  const { database, golden } = app;
  const today = new Date().toISOString().slice(0, 10);
  // A second before the thirty days of the calendar, the second in which they begin, and today.
  await database.query(
    `WITH added AS (
       INSERT INTO lookups (outcome, reason, milliseconds, created_at, marked_wrong_at)
       SELECT 'hit', 'similar', 1, ($1::timestamp - interval '29 days' + make_interval(secs => s)) AT TIME ZONE 'UTC', now()
       FROM unnest(ARRAY[-1, 0, 29 * 86400]) AS s RETURNING id)
     INSERT INTO hit_checks (lookup_id, "right", model) SELECT id, true, 'm' FROM added`,
    [today],
  );
  const { quality } = await new OverviewReader({ database }).read(AbortSignal.timeout(60_000));
  const from = new Date(Date.parse(today) - 29 * 86_400_000).toISOString().slice(0, 10);
  const rows = await readLookups(database, { from, to: today, verdict: 'marked-wrong', limit: 10 });
  assert.deepEqual([quality.marked_wrong, quality.checked, quality.hits], [2, 2, 2]);
  assert.equal(rows.length, 2);

  for (const [clusterId, status] of ['draft', 'published', 'dismissed', 'paused'].entries()) {
    await golden.saveGoldenAnswer(newAnswer({ clusterId: clusterId + 1 }));
    await database.query(
      `UPDATE golden_answers SET status = $2,
         dismissed_asked = CASE $2 WHEN 'dismissed' THEN 0 END, dismissed_users = CASE $2 WHEN 'dismissed' THEN 0 END
       WHERE cluster_id = $1`,
      [clusterId + 1, status],
    );
  }
  const { answers } = await new OverviewReader({ database }).read(AbortSignal.timeout(60_000));
  assert.deepEqual(answers, { golden: 3, stale: 0, drafts: 1, paused: 1 });
});
