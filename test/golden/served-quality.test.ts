import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.ts';
import { Watched } from '../../src/database/watched.ts';
import {
  describeWrongShare,
  reportServedQuality,
  type ServedQuality,
  servedQuality,
  servedShare,
  wrongShare,
} from '../../src/golden/served-quality.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let database: Database;
before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});
after(() => opened.close());
beforeEach(() => database.query('TRUNCATE lookups, hit_checks'));

/** Lookups of some days ago; of hits the first `marked` are marked, the first `checked` checked, the first `wrong` of those wrong. */
async function add(
  outcome: 'hit' | 'miss' | 'bypass',
  count: number,
  { daysAgo = 0.5, marked = 0, checked = 0, wrong = 0 } = {},
): Promise<void> {
  await database.query(
    `WITH added AS (
       INSERT INTO lookups (outcome, reason, milliseconds, created_at, marked_wrong_at)
       SELECT $1, 'r', 1, now() - make_interval(secs => $3::float8 * 86400), CASE WHEN i <= $4 THEN now() END
       FROM generate_series(1, $2) AS i RETURNING id
     ), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM added)
     INSERT INTO hit_checks (lookup_id, "right", model) SELECT id, n > $6, 'm' FROM numbered WHERE n <= $5`,
    [outcome, count, daysAgo, marked, checked, wrong],
  );
}

test('without lookups there are no shares and no evidence', async () => {
  const quality = await servedQuality(database);
  assert.equal(servedShare(quality.lastDay), undefined);
  assert.deepEqual(wrongShare(quality), { known: false, atLeast: undefined });
  assert.equal(describeWrongShare(quality), 'not enough evidence yet (0 of 100 checks)');
});

test('hits, misses, bypasses and marks are counted over a day and over 30 days, and no further', async () => {
  await add('hit', 6, { marked: 1 });
  await add('miss', 3);
  await add('bypass', 1);
  await add('hit', 10, { daysAgo: 20, marked: 2, checked: 5, wrong: 1 });
  await add('miss', 30, { daysAgo: 29 });
  await add('hit', 50, { daysAgo: 31, marked: 50, checked: 50, wrong: 50 });
  const quality = await servedQuality(database);
  const { today: _, ...counts } = quality;
  assert.deepEqual(counts, {
    lastDay: { lookups: 10, hits: 6 },
    lastMonth: { lookups: 50, hits: 16 },
    marked: 3,
    checked: 5,
    checkedWrong: 1,
    judgeError: 0,
  });
  assert.deepEqual(wrongShare(quality), { known: false, atLeast: 3 / 16 });
  assert.equal(describeWrongShare(quality), 'not enough evidence yet (5 of 100 checks); marks say at least 18.8%');
});

test('99 checks are not enough, 100 are; then marks say nothing more', async () => {
  await add('hit', 200, { marked: 20, checked: 99, wrong: 1 });
  assert.equal(wrongShare(await servedQuality(database)).known, false);
  await add('hit', 1, { checked: 1 });
  const served = reportServedQuality(await servedQuality(database));
  assert.equal(served.wrong_share.estimate, 0.01);
  assert.deepEqual(
    served.wrong_share.interval?.map((limit) => limit.toFixed(5)),
    ['0.00177', '0.05449'],
  );
  assert.deepEqual([served.wrong_share.at_least, served.wrong_share.checked, served.marked_wrong], [null, 100, 20]);
  assert.equal(served.wrong_share.says, '1.0% of served answers, 95% interval 0.2% to 5.4%, 100 checked');
});

test('errors of the model that checks are taken out of what it says', async () => {
  await add('hit', 200, { checked: 200, wrong: 12 });
  await database.query('UPDATE hit_checks SET judge_error = 0.05');
  const { wrong_share } = reportServedQuality(await servedQuality(database));
  assert.ok(Math.abs((wrong_share.estimate ?? 1) - (0.06 - 0.05) / (1 - 0.1)) < 1e-9);
  assert.equal(wrong_share.interval?.[0], 0);
  assert.match(wrong_share.says, /^1\.1% of served .* 200 checked, 5\.0% errors of the checking model allowed for$/);
});

test('the share that was there is found again, however often the model errs', () => {
  const count = { lookups: 10_000, hits: 10_000 };
  const [share, error] = [fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true })];
  fc.assert(
    fc.property(share, error, (wrong, judgeError) => {
      const checkedWrong = Math.round(10_000 * (wrong * (1 - judgeError) + (1 - wrong) * judgeError));
      const found = wrongShare({
        today: count,
        lastDay: count,
        lastMonth: count,
        marked: 0,
        checked: 10_000,
        checkedWrong,
        judgeError,
      });
      assert.ok(found.known && Math.abs(found.share - wrong) < 0.001);
    }),
  );
});

test('a report of any counts is of shares, and says either an interval or that there is no evidence', () => {
  const count = fc.nat(100_000).chain((lookups) => fc.record({ lookups: fc.constant(lookups), hits: fc.nat(lookups) }));
  const quality: fc.Arbitrary<ServedQuality> = fc
    .record({ today: count, lastDay: count, lastMonth: count })
    .chain((counts) =>
      fc.nat(counts.lastMonth.hits).chain((checked) =>
        fc.record({
          today: fc.constant(counts.today),
          lastDay: fc.constant(counts.lastDay),
          lastMonth: fc.constant(counts.lastMonth),
          marked: fc.nat(counts.lastMonth.hits),
          checked: fc.constant(checked),
          checkedWrong: fc.nat(checked),
          judgeError: fc.double({ min: 0, max: 0.3, noNaN: true }),
        }),
      ),
    );
  fc.assert(
    fc.property(quality, (known) => {
      const { wrong_share, ...shares } = reportServedQuality(known);
      const { estimate, interval, at_least, says } = wrong_share;
      for (const share of [shares.share_24_hours, shares.share_30_days, estimate, at_least, ...(interval ?? [])])
        assert.ok(share === null || (share >= 0 && share <= 1));
      assert.equal(estimate === null, /not enough evidence yet/.test(says));
      assert.equal(estimate === null, interval === null);
    }),
  );
});

test('today begins at midnight UTC, whatever time zone the database is set to', async () => {
  await database.query(
    `INSERT INTO lookups (outcome, reason, milliseconds, created_at)
     SELECT 'hit', 'similar', 1, date_trunc('day', now(), 'UTC') + make_interval(secs => s) FROM unnest(ARRAY[-1, 0]) AS s`,
  );
  for (const zone of ['UTC', 'Asia/Makassar', 'America/Los_Angeles']) {
    const { today } = await database.transaction(async (tx) => {
      await tx.query(`SET LOCAL TIME ZONE '${zone}'`);
      return servedQuality(tx);
    });
    assert.deepEqual(today, { lookups: 1, hits: 1 }, zone);
  }
});

test('a watch counts once for all who ask, and again when its count is old', async () => {
  const watch = new Watched(() => servedQuality(database), 3_600_000);
  const impatient = new Watched(() => servedQuality(database), 0);
  await add('hit', 2);
  const answers = await Promise.all(Array.from({ length: 20 }, () => watch.current()));
  for (const answer of answers) assert.equal(answer?.lastDay.hits, 2);
  assert.equal((await impatient.current())?.lastDay.hits, 2);
  await add('hit', 1);
  assert.equal((await watch.current())?.lastDay.hits, 2);
  assert.equal((await impatient.current())?.lastDay.hits, 3);
});

test('a watch whose table is gone says nothing, and recovers', async () => {
  const watch = new Watched(() => servedQuality(database), 0);
  await add('hit', 2);
  assert.equal((await watch.current())?.lastDay.hits, 2);
  await database.query('ALTER TABLE hit_checks RENAME TO elsewhere');
  try {
    assert.equal(await watch.current(), undefined);
  } finally {
    await database.query('ALTER TABLE elsewhere RENAME TO hit_checks');
  }
  assert.equal((await watch.current())?.lastDay.hits, 2);
});
