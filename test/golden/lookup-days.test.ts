import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type LookupDay, LookupDays } from '../../src/golden/lookup-days.ts';
import { readLookups } from '../../src/golden/read-lookups.ts';
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

  it('counts 90 days as the table does, each day that is over once', async () => {
    const days = new LookupDays(opened.database);
    assert.deepEqual(sorted(await days.counts()), sorted(await straight()));
    const [{ kept }] = await opened.database.query<{ kept: number }>(
      'SELECT count(*)::int AS kept FROM lookup_day_times',
    );
    assert.ok(kept === 88 || kept === 89, `${kept} days are over`);
    assert.deepEqual(sorted(await days.counts()), sorted(await straight()), 'kept and counted anew together');
  });

  it('counts what is asked now at once', async () => {
    const days = new LookupDays(opened.database);
    await opened.database.query(
      "INSERT INTO lookups (outcome, reason, language, milliseconds) VALUES ('hit', 'similar', 'it', 1)",
    );
    const italian = (await days.counts()).filter(({ language }) => language === 'it');
    assert.equal(
      italian.reduce((sum, { lookups }) => sum + lookups, 0),
      1,
    );
    assert.deepEqual(sorted(await days.counts()), sorted(await straight()));
  });

  it('two that count at the same time count the same', async () => {
    await opened.database.query('TRUNCATE lookup_days, lookup_day_times');
    const both = [new LookupDays(opened.database), new LookupDays(opened.database)];
    for (const counts of await Promise.all(both.map((one) => one.counts())))
      assert.deepEqual(sorted(counts), sorted(await straight()));
  });

  it('tells how long the hits of a day took', async () => {
    const times = await new LookupDays(opened.database).times();
    const [{ day, p50, p99 }] = await opened.database.query<{ day: string; p50: number; p99: number }>(
      `SELECT (created_at AT TIME ZONE 'UTC')::date::text AS day, percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds) AS p50,
         percentile_cont(0.99) WITHIN GROUP (ORDER BY milliseconds) AS p99
       FROM lookups WHERE outcome = 'hit' GROUP BY 1 ORDER BY 1 DESC OFFSET 3 LIMIT 1`,
    );
    assert.deepEqual(
      times.find((one) => one.day === day),
      { day, p50_ms: p50, p99_ms: p99 },
    );
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
