import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { BatchWriter } from '../../src/database/batch-writer.ts';
import type { Spool } from '../../src/database/spool.ts';
import { createLog, workingOn } from '../../src/log.ts';
import { SILENT } from '../support/model-case.ts';
import { waitFor } from '../support/wait-for.ts';

/** A writer over a place that can be away. */
function openCase() {
  const written: number[] = [];
  const place = { isAway: false };
  const write = async (batch: readonly number[]) => {
    if (place.isAway) throw new Error('away');
    written.push(...batch);
  };
  return { written, place, writer: new BatchWriter({ what: 'numbers', write, log: SILENT }) };
}

test('rows are written once, in their order', async () => {
  const { written, writer } = openCase();
  const rows = Array.from({ length: 1_300 }, (_, i) => i);
  for (const row of rows) writer.add(row);
  assert.deepEqual(await Promise.all([writer.flush(), writer.flush()]), [true, true]);
  assert.deepEqual(written, rows);
});

test('rows are written by themselves a little later', async () => {
  const { written, writer } = openCase();
  writer.add(1);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(written, [1]);
});

test('rows that could not be written are kept, in their order', async () => {
  const { written, place, writer } = openCase();
  place.isAway = true;
  for (let i = 0; i < 700; i++) writer.add(i);
  assert.equal(await writer.flush(), false);
  writer.add(700);
  place.isAway = false;
  assert.equal(await writer.flush(), true);
  assert.deepEqual(
    written,
    Array.from({ length: 701 }, (_, i) => i),
  );
});

test('while nothing can be written it does not grow without bound: the oldest are dropped and counted', async () => {
  const { written, place, writer } = openCase();
  place.isAway = true;
  for (let i = 0; i < 60_000; i++) {
    writer.add(i);
    if (i % 20_000 === 0) await writer.flush();
  }
  place.isAway = false;
  assert.equal(await writer.flush(), true);
  assert.equal(writer.backlog.dropped, 10_000);
  assert.deepEqual([written.length, written[0], written.at(-1)], [50_000, 10_000, 59_999]);
});

test('a closed writer has written what it could, and tries no more', async () => {
  const { written, place, writer } = openCase();
  writer.add(1);
  await writer.close();
  place.isAway = true;
  writer.add(2);
  await writer.close();
  assert.deepEqual(written, [1]);
});

test('what cannot be written at the end is lost, and the log says how much', async () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const writer = new BatchWriter<number>({ what: 'numbers', write: () => Promise.reject(new Error('away')), log });
  for (let i = 0; i < 3; i++) writer.add(i);
  await writer.flush();
  await writer.close();
  const told = lines.map((line) => JSON.parse(line)).map(({ level, msg, lost }) => [level, msg, lost]);
  assert.deepEqual(told, [
    [40, 'numbers could not be written; they are kept', undefined],
    [50, 'numbers could not be written before the end; they are lost', 3],
  ]);
  assert.deepEqual(writer.backlog, { pending: 0, dropped: 3 });
});

test('a flush ends where rows come faster than they are written', async () => {
  let isFlooded = true;
  const written: number[] = [];
  const write = async (batch: readonly number[]) => {
    written.push(...batch);
    await new Promise((resolve) => setImmediate(resolve));
    for (const _ of isFlooded ? batch : []) writer.add(written.length);
  };
  const writer = new BatchWriter({ what: 'numbers', write, log: SILENT });
  for (let i = 0; i < 1_000; i++) writer.add(i);
  assert.equal(await writer.flush(), true);
  assert.ok(written.length >= 1_000);
  isFlooded = false;
  assert.equal(await writer.flush(), true);
});

test('what is logged of a batch names none of the requests whose rows it holds', async () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const write = () => Promise.reject(new Error('away'));
  for (const rows of [1, 250]) {
    const writer = new BatchWriter<number>({ what: 'numbers', write, log });
    workingOn('some-request', () => {
      for (let i = 0; i < rows; i++) writer.add(i);
    });
  }
  await waitFor(() => lines.length === 2, 'both could not be written');
  for (const line of lines) assert.doesNotMatch(line, /requestId/);
});

test('before its tables are made nothing is told of what is not there; of rows that are, it is', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const noTable = () => Promise.reject(Object.assign(new Error('relation "spool" does not exist'), { code: '42P01' }));
  const spool = { putDown: noTable, end: noTable, enterNext: noTable } as unknown as Spool<number>;
  const writer = new BatchWriter<number>({ what: 'numbers', write: noTable, spool, log });
  assert.equal(await writer.flush(), false);
  assert.deepEqual(lines, []);
  writer.add(1);
  assert.equal(await writer.flush(), false);
  assert.match(lines.join(), /numbers could not be written; they are kept/);
});
