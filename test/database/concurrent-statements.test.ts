import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { type DataFolder, freshDataFolder } from '../support/data-folder.ts';
import { DatabaseProcess, type Statement } from '../support/database-process.ts';

/** Statements of one process at once. */
const AT_ONCE = 60;
/** A value that takes several reads of a socket, as a night's batches do: meanwhile the messages of others arrive. */
const LONG = 20_000;

let folder: DataFolder;
let host: Database;
let guests: DatabaseProcess[] = [];

before(async () => {
  folder = await freshDataFolder();
  host = openDatabase({ dataFolder: folder.path }, createLog('silent'));
  await host.query('CREATE TABLE pairs (a TEXT, b TEXT)');
  await host.query('CREATE TABLE triples (c TEXT, d TEXT, e TEXT)');
  await host.query('CREATE TABLE "left" (text TEXT)');
  await host.query('CREATE TABLE "right" (text TEXT)');
  guests = [1, 2].map(() => new DatabaseProcess({ dataFolder: folder.path }));
  await Promise.all(guests.map((guest) => guest.query('SELECT 1')));
});

after(async () => {
  await Promise.all(guests.map((guest) => guest.kill()));
  await host?.close();
  await folder?.remove();
});

/** One statement of many shapes and sizes, and what it must give. */
function statement(who: string, i: number): { statement: Statement; gives: Record<string, unknown>[] } {
  const tag = `${who} ${i}`;
  switch (i % 6) {
    case 0:
      return { statement: [`SELECT $1::text AS a, '${who}' AS who`, [tag]], gives: [{ a: tag, who }] };
    case 1:
      return {
        statement: [`SELECT $1::int + $2::int AS sum, '${who}' AS who`, [i, 1000]],
        gives: [{ sum: i + 1000, who }],
      };
    case 2:
      return {
        statement: [`SELECT length($1) AS n, '${who}' AS who`, ['x'.repeat(i * LONG)]],
        gives: [{ n: i * LONG, who }],
      };
    case 3:
      return {
        statement: ['SELECT $1::text AS a FROM generate_series(1, $2::int)', [tag, i]],
        gives: Array(i).fill({ a: tag }),
      };
    case 4:
      return {
        statement: ['INSERT INTO pairs VALUES ($1, $2) RETURNING a, b', [tag, 'pair']],
        gives: [{ a: tag, b: 'pair' }],
      };
    default:
      return {
        statement: ['INSERT INTO triples VALUES ($1, $2, $3) RETURNING c, d, e', [tag, 'triple', who]],
        gives: [{ c: tag, d: 'triple', e: who }],
      };
  }
}

type Run = (statements: Statement[]) => Promise<unknown[][]>;

/** Asks everything at once; returns what went wrong, in words. */
async function mistakes(who: string, run: Run): Promise<string[]> {
  const cases = Array.from({ length: AT_ONCE }, (_, i) => statement(who, i));
  try {
    const results = await run(cases.map((one) => one.statement));
    return cases.flatMap(({ gives }, i) =>
      JSON.stringify(results[i]) === JSON.stringify(gives) ? [] : [`${who} ${i}: other rows`],
    );
  } catch (error) {
    return [`${who}: ${(error as Error).message.slice(0, 200)}`];
  }
}

const runOnHost: Run = (statements) => Promise.all(statements.map(([sql, values]) => host.query(sql, values)));

test('many different statements at once from one process each give their own rows', { timeout: 60_000 }, async () => {
  assert.deepEqual(await mistakes('host', runOnHost), []);
});

test('many different statements at once from three processes each give their own rows', {
  timeout: 120_000,
}, async () => {
  const found = await Promise.all([
    mistakes('host', runOnHost),
    ...guests.map((guest, i) => mistakes(`guest ${i}`, (statements) => guest.storm(statements))),
  ]);
  assert.deepEqual(found.flat(), []);
});

test('no statement writes the values of another', { timeout: 60_000 }, async () => {
  const texts = Array.from({ length: 40 }, (_, i) => `${i % 2 === 0 ? 'left' : 'right'} ${i} ${'.'.repeat(i * LONG)}`);
  const insert = (text: string) => host.query(`INSERT INTO "${text.split(' ')[0]}" (text) VALUES ($1)`, [text]);
  await Promise.allSettled(texts.map(insert));
  const strays = await host.query(`
    SELECT left(text, 8) AS text, 'left' AS found_in FROM "left" WHERE NOT starts_with(text, 'left')
    UNION ALL SELECT left(text, 8), 'right' FROM "right" WHERE NOT starts_with(text, 'right')`);
  assert.deepEqual(strays, []);
});

test('a failing statement fails for the one who asked it, and for nobody else', { timeout: 60_000 }, async () => {
  const outcome = (promise: Promise<{ n: number }[]>) =>
    promise.then(
      ([row]) => row!.n,
      (error) => error.code,
    );
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const value = 'x'.repeat(i * LONG);
      return outcome(
        i % 2 === 0 ? host.query('SELECT $1::int AS n', [value]) : host.query('SELECT length($1::text) AS n', [value]),
      );
    }),
  );
  assert.deepEqual(
    outcomes,
    Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? '22P02' : i * LONG)),
  );
});
