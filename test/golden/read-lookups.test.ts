import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type LookupFilter, type ReadLookup, readLookups } from '../../src/golden/read-lookups.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('lookups read by filter, a page at a time', () => {
  let opened: TestDatabase;
  let all: ReadLookup[];
  before(async () => {
    opened = await openTestDatabase();
    // Rare and frequent kinds; several of one moment; some written long after their question.
    await opened.database.query(
      `INSERT INTO lookups (outcome, reason, language, milliseconds, created_at, cluster_id, golden_answer_id, marked_wrong_at)
       SELECT outcome, CASE outcome WHEN 'hit' THEN 'similar' WHEN 'miss' THEN (ARRAY['below-bar', 'figures'])[1 + (i % 50 = 1)::int] ELSE 'personal' END,
         CASE WHEN i % 97 = 0 THEN NULL WHEN i % 3 = 0 THEN 'it' ELSE 'en' END, 1,
         timestamptz '2026-10-12T00:00Z' - (i / 4) * interval '53 minutes' - CASE WHEN i % 10 = 0 THEN interval '30 hours' ELSE interval '0' END,
         CASE WHEN outcome <> 'bypass' THEN i % 11 END, CASE WHEN outcome = 'hit' THEN i % 11 END,
         CASE WHEN outcome = 'hit' AND i % 40 = 2 THEN now() END
       FROM (SELECT i, (ARRAY['hit', 'miss', 'hit', 'bypass'])[1 + i * 7 % 4] AS outcome FROM generate_series(0, 599) AS i) made`,
    );
    await opened.database.query(
      `INSERT INTO hit_checks (lookup_id, "right", model) SELECT id, id % 3 > 0, 'm' FROM lookups WHERE outcome = 'hit' AND id % 5 = 0`,
    );
    all = await readLookups(opened.database, { limit: 1_000 });
    assert.equal(all.length, 600);
  });
  after(() => opened.close());

  /** What a filter means, one by one. */
  function fits(row: ReadLookup, filter: Omit<LookupFilter, 'limit'>): boolean {
    const day = row.at.toISOString().slice(0, 10);
    return (
      (filter.from === undefined || day >= filter.from) &&
      (filter.to === undefined || day <= filter.to) &&
      (filter.outcome === undefined || row.outcome === filter.outcome) &&
      (filter.reason === undefined || row.reason === filter.reason) &&
      (filter.language === undefined || (row.language ?? 'none') === filter.language) &&
      (filter.answer === undefined || row.answer_id === filter.answer) &&
      (filter.verdict === undefined ||
        (filter.verdict === 'marked-wrong'
          ? row.marked_wrong
          : filter.verdict === 'checked'
            ? row.checked !== null
            : row.checked === 'wrong'))
    );
  }

  it('whatever the filter, all pages together are the rows that fit, newest first', async () => {
    const optional = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const filters = fc.record({
      from: optional('2026-09-25', '2026-10-08'),
      to: optional('2026-10-01', '2026-10-10', '2020-01-01'),
      outcome: optional('hit' as const, 'miss' as const, 'bypass' as const),
      reason: optional('similar', 'figures', 'personal', 'no-such'),
      language: optional('en', 'it', 'none', 'fr'),
      answer: optional(3, 99),
      verdict: optional('marked-wrong' as const, 'checked' as const, 'checked-wrong' as const),
    });
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(7, 50, 700), async (filter, limit) => {
        const read: ReadLookup[] = [];
        for (let before: number | undefined; ; ) {
          const page = await readLookups(opened.database, { ...filter, before, limit });
          read.push(...page);
          if (page.length < limit || read.length >= 100) break;
          before = page.at(-1)!.id;
        }
        const expected = all.filter((row) => fits(row, filter)).slice(0, read.length < 100 ? undefined : read.length);
        assert.deepEqual(
          read.map(({ id }) => id),
          expected.map(({ id }) => id),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is in the order of time, not in that of writing', () => {
    const byTime = all.toSorted((a, b) => b.at.getTime() - a.at.getTime() || b.id - a.id);
    assert.deepEqual(all, byTime);
    assert.notDeepEqual(
      all,
      all.toSorted((a, b) => b.id - a.id),
    );
  });

  it('by cluster, of hits and misses', async () => {
    const rows = await readLookups(opened.database, { cluster: 4, language: 'it', limit: 700 });
    const [{ n }] = await opened.database.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM lookups WHERE cluster_id = 4 AND language = 'it'",
    );
    assert.ok(n > 0);
    assert.equal(rows.length, n);
  });

  it('before a lookup that there is not: says so', async () => {
    await assert.rejects(readLookups(opened.database, { before: 1e6, limit: 5 }), { code: 'not-found' });
  });
});
