import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { forgetUser } from '../../src/golden/forget-user.ts';
import { type LookupDay, LookupDays } from '../../src/golden/lookup-days.ts';
import { markWrong } from '../../src/golden/mark-wrong.ts';
import { readLookups } from '../../src/golden/read-lookups.ts';
import { createLog } from '../../src/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('lookups by day', () => {
  let opened: TestDatabase;
  before(async () => {
    opened = await openTestDatabase();
    await opened.database.query(
      `INSERT INTO lookups (outcome, reason, language, milliseconds, created_at)
       SELECT CASE WHEN i % 3 = 0 THEN 'miss' ELSE 'hit' END, CASE WHEN i % 3 = 0 THEN 'below-bar' ELSE 'similar' END,
         CASE WHEN i % 5 = 0 THEN NULL ELSE 'en' END, i % 7, now() - make_interval(hours => i)
       FROM generate_series(0, 2999) AS i`,
    );
  });
  after(() => opened.close());

  /** The same straight from the table. */
  const straight = () =>
    opened.database.query<LookupDay>(
      `SELECT (created_at AT TIME ZONE 'UTC')::date::text AS day, language, outcome, reason, count(*)::int AS lookups FROM lookups
       WHERE created_at >= (((now() AT TIME ZONE 'UTC')::date - 89)::timestamp AT TIME ZONE 'UTC') GROUP BY 1, 2, 3, 4`,
    );
  const sorted = (rows: LookupDay[]) => rows.map((row) => JSON.stringify(Object.values(row))).sort();

  const timesOf = (rows: { day: string; p50_ms: number | null; p99_ms: number | null }[]) =>
    rows.map(({ day, p50_ms, p99_ms }) => `${day} ${p50_ms} ${p99_ms}`).sort();
  const straightTimes = () =>
    opened.database.query<{ day: string; p50_ms: number; p99_ms: number }>(
      `SELECT (created_at AT TIME ZONE 'UTC')::date::text AS day, percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds) AS p50_ms,
         percentile_cont(0.99) WITHIN GROUP (ORDER BY milliseconds) AS p99_ms
       FROM lookups WHERE outcome = 'hit' AND created_at >= (((now() AT TIME ZONE 'UTC')::date - 89)::timestamp AT TIME ZONE 'UTC')
       GROUP BY 1`,
    );

  it('counts 90 days as the table does, before anything was counted in the background', async () => {
    assert.deepEqual(sorted(await new LookupDays(opened.database).counts()), sorted(await straight()));
  });

  it('says which days are over and not told yet, without waiting for them, and tells them all in the end', async () => {
    const days = new LookupDays(opened.database);
    const first = await days.times();
    assert.ok(
      first.uncounted.length === 88 || first.uncounted.length === 89,
      `${first.uncounted.length} days are over`,
    );
    assert.ok(first.times.length > 0, 'today is told all the same');
    assert.ok(first.times.every(({ day }) => !first.uncounted.includes(day)));
    await days.count();
    const { times, uncounted } = await days.times();
    assert.deepEqual(uncounted, []);
    assert.deepEqual(timesOf(times), timesOf(await straightTimes()), 'in the background as at once');
  });

  it('two that count at the same time count the same', async () => {
    await opened.database.query('TRUNCATE lookup_day_times');
    const both = [new LookupDays(opened.database), new LookupDays(opened.database)];
    await Promise.all(both.map((one) => one.count()));
    const { times, uncounted } = await both[0].times();
    assert.deepEqual(uncounted, []);
    assert.deepEqual(timesOf(times), timesOf(await straightTimes()));
  });

  it('counts what is asked now at once, and what is written late on its own day', async () => {
    const days = new LookupDays(opened.database);
    await opened.database.query(
      `INSERT INTO lookups (outcome, reason, language, milliseconds, created_at)
       VALUES ('hit', 'similar', 'it', 1, now()), ('hit', 'similar', 'it', 1, now()), ('miss', 'figures', 'it', 1, now() - interval '40 days')`,
    );
    const italian = (await days.counts()).filter(({ language }) => language === 'it');
    assert.deepEqual(
      italian.map(({ outcome, lookups }) => [outcome, lookups]),
      [
        ['miss', 1],
        ['hit', 2],
      ],
    );
    assert.deepEqual(sorted(await days.counts()), sorted(await straight()));
  });

  it('a batch that is written again is counted once', async () => {
    const twice = `INSERT INTO lookups (key, outcome, reason, milliseconds)
      VALUES ('5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11', 'hit', 'similar', 1) ON CONFLICT (key) DO NOTHING`;
    await opened.database.query(twice);
    await opened.database.query(twice);
    assert.deepEqual(sorted(await new LookupDays(opened.database).counts()), sorted(await straight()));
  });

  it('a mark and an erasure change neither counts nor times: what was asked was asked', async () => {
    const days = new LookupDays(opened.database);
    await days.count();
    const before = { counts: sorted(await days.counts()), times: timesOf((await days.times()).times) };
    await opened.database.query(
      `UPDATE lookups SET question = 'who am i', normalised = 'who am i' WHERE outcome = 'hit' AND created_at < now() - interval '3 days'`,
    );
    const [{ key }] = await opened.database.query<{ key: string }>(
      "SELECT key FROM lookups WHERE outcome = 'hit' AND created_at < now() - interval '3 days' ORDER BY id LIMIT 1",
    );
    await opened.database.query('UPDATE lookups SET cluster_id = 1 WHERE key = $1', [key]);
    const embedder = { id: 'none', dimensions: 1, embed: () => Promise.reject(new Error('away')) } as never;
    await markWrong({ database: opened.database, embedder, log: createLog('silent') }, key);
    const { keptQuestions } = await forgetUser(opened.database, 'wayan', ['who am i']);
    assert.ok(keptQuestions > 1_000, `${keptQuestions} questions were erased`);
    assert.equal((await readLookups(opened.database, { verdict: 'marked-wrong', limit: 10 }))[0].key, key);
    assert.deepEqual({ counts: sorted(await days.counts()), times: timesOf((await days.times()).times) }, before);
    assert.deepEqual(before.counts, sorted(await straight()));
  });

  it('a number and the rows behind it agree', async () => {
    const counts = await new LookupDays(opened.database).counts();
    const { day } = counts[counts.length - 40];
    const some = counts.filter((one) => one.day === day && one.outcome === 'miss' && one.language === null);
    const rows = await readLookups(opened.database, {
      from: day,
      to: day,
      outcome: 'miss',
      language: 'none',
      limit: 200,
    });
    assert.equal(
      rows.length,
      some.reduce((sum, { lookups }) => sum + lookups, 0),
    );
    assert.ok(
      rows.every((row) => row.at.toISOString().startsWith(day) && row.outcome === 'miss' && row.language === null),
    );
  });
});
