import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ConversationService } from '../../src/conversations/conversation-service.ts';
import { type ImportReport, importConversations } from '../../src/conversations/import-conversations.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let conversations: ConversationService;
let folder: TempFolder;
before(async () => {
  opened = await openTestDatabase();
  conversations = new ConversationService(opened.database);
  folder = await makeTempFolder();
});
after(async () => {
  await opened.close();
  await folder.remove();
});
beforeEach(() => opened.database.query('DELETE FROM conversations'));

interface Stored {
  user_id: string | null;
  question: string;
  created_at: Date;
}

async function stored(): Promise<Stored[]> {
  return opened.database.query<Stored>(
    `SELECT user_id, messages->0->>'content' AS question, created_at FROM conversations ORDER BY id`,
  );
}

async function importing(content: string | Uint8Array): Promise<ImportReport> {
  return importConversations(await folder.write('log.csv', content), conversations);
}

const HEAD = 'user_id,question,created_at';
const questionsStored = async () => (await stored()).map((row) => row.question);
const toldLines = (report: ImportReport) => report.skippedLines.map((skipped) => skipped.line);

test('a row becomes a conversation of one user message', async () => {
  const report = await importing(`${HEAD}\nanna@example.com,What is a KITAS?,2026-10-05T10:00:00Z\n`);
  assert.deepEqual(report, { read: 1, added: 1, skipped: 0, skippedLines: [] });
  const [row] = await stored();
  assert.deepEqual([row.user_id, row.question], ['anna@example.com', 'What is a KITAS?']);
  assert.equal(row.created_at.toISOString(), '2026-10-05T10:00:00.000Z');
});

test('quoted commas, doubled quotes and line breaks belong to the question', async () => {
  const report = await importing(
    [HEAD, 'a,"KITAS, KITAP, or ""both""?",2026-10-05', 'b,"two', 'lines",2026-10-05', 'c,last,2026-10-05'].join('\n'),
  );
  assert.deepEqual([report.read, report.skipped], [3, 0]);
  assert.deepEqual(await questionsStored(), ['KITAS, KITAP, or "both"?', 'two\nlines', 'last']);
});

test('a byte order mark and CRLF line ends are no part of the data', async () => {
  const report = await importing(`\uFEFF${HEAD}\r\na,one,2026-10-05\r\nb,two,2026-10-05\r\n`);
  assert.deepEqual([report.added, report.skipped], [2, 0]);
  assert.deepEqual(
    (await stored()).map((row) => [row.user_id, row.question]),
    [
      ['a', 'one'],
      ['b', 'two'],
    ],
  );
});

test('columns may stand in any order, beside others', async () => {
  await importing('channel,created_at,question,user_id\nweb,2026-10-05,one,a\n');
  assert.deepEqual(
    (await stored()).map(({ user_id, question }) => ({ user_id, question })),
    [{ user_id: 'a', question: 'one' }],
  );
});

test('an empty user is nobody', async () => {
  await importing(`${HEAD}\n,one,2026-10-05\n`);
  assert.deepEqual(
    (await stored()).map((row) => row.user_id),
    [null],
  );
});

test('a row with too few or too many columns is told by number and passed over', async () => {
  const report = await importing(
    [HEAD, 'a,one,2026-10-05', 'b,two', 'c,three,2026-10-05', 'd,four,2026-10-05,more', 'e,five,2026-10-05'].join('\n'),
  );
  assert.deepEqual(await questionsStored(), ['one', 'three', 'five']);
  assert.deepEqual(toldLines(report), [3, 5]);
});

test('wrong dates, empty questions and NUL bytes cost their row only', async () => {
  const report = await importing(
    [
      HEAD,
      'a,one,05/10/2026',
      'b,,2026-10-05',
      'c,"  ",2026-10-05',
      'd,t\0o,2026-10-05',
      'e,,',
      'f,good,2026-10-05',
    ].join('\n'),
  );
  assert.deepEqual(await questionsStored(), ['good']);
  assert.deepEqual(toldLines(report), [2, 3, 4, 5, 6]);
  assert.match(report.skippedLines[0].reason, /created_at/);
  assert.match(report.skippedLines[1].reason, /question/);
  assert.match(report.skippedLines[3].reason, /NUL/);
});

for (const [what, row] of [
  ['a quote inside a plain field', 'b,5" screen "x,2026-10-05'],
  ['quotes inside a quoted field that are not doubled', 'b,"he said "hi" to me",2026-10-05'],
]) {
  test(`${what} costs its row at most: it counts once, and the rows after it are imported`, async () => {
    const report = await importing(
      [HEAD, 'a,one,2026-10-05', row, 'c,three,2026-10-05', 'd,four,2026-10-05'].join('\n'),
    );
    const others = (await questionsStored()).filter((question) => ['one', 'three', 'four'].includes(question));
    assert.deepEqual(others, ['one', 'three', 'four'], JSON.stringify(report.skippedLines));
    assert.equal(report.read + report.skipped, 4);
  });
}

test('a quote that is never closed is told with the line it opens in', async () => {
  const report = await importing([HEAD, 'a,one,2026-10-05', 'b,"open,2026-10-05', 'c,three,2026-10-05'].join('\n'));
  assert.ok((await questionsStored()).includes('one'));
  assert.deepEqual(toldLines(report), [3]);
});

test('a file without the needed columns is told as such', async () => {
  const report = await importing('name,text\na,one\nb,two\n').catch(
    (error: unknown) => error as { code: string; message: string },
  );
  if ('code' in report) {
    assert.equal(report.code, 'bad-input');
    assert.match(report.message, /question/);
  } else {
    assert.deepEqual([report.read, report.skipped], [0, 2]);
    assert.match(report.skippedLines[0].reason, /question/);
  }
});

test('a time with an offset is kept and one without is UTC', async () => {
  const times = [
    '2026-10-05T10:00:00+08:00',
    '2026-10-05T10:00:00',
    '2026-10-05',
    '2026-10-05T10:00:00.123Z',
    '2026-10-05 10:00:00',
  ];
  const report = await importing([HEAD, ...times.map((at, i) => `u${i},q${i},${at}`)].join('\n'));
  const got = new Map((await stored()).map((row) => [row.question, row.created_at.toISOString()]));
  assert.equal(got.get('q0'), '2026-10-05T02:00:00.000Z');
  assert.equal(got.get('q1'), '2026-10-05T10:00:00.000Z');
  assert.equal(got.get('q2'), '2026-10-05T00:00:00.000Z');
  assert.equal(got.get('q3'), '2026-10-05T10:00:00.123Z');
  assert.equal(report.read + report.skipped, 5);
});

test('importing the same file twice adds nothing', async () => {
  const content = [HEAD, 'a,one,2026-10-05', 'b,one,2026-10-05', 'a,one,2026-10-06'].join('\n');
  assert.equal((await importing(content)).added, 3);
  assert.deepEqual(await importing(content), { read: 3, added: 0, skipped: 0, skippedLines: [] });
});

test('a row of CSV and the same line of JSONL are one conversation', async () => {
  await importing(`${HEAD}\na,one,2026-10-05\n`);
  const file = await folder.write(
    'same.jsonl',
    '{"user_id":"a","messages":[{"role":"user","content":"one"}],"created_at":"2026-10-05"}',
  );
  assert.equal((await importConversations(file, conversations)).added, 0);
});

test('20,000 rows with line breaks inside them are imported and numbered by line', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `u${i},"question\n${i}",2026-10-05`);
  rows[15_000] = 'bad,"x",never';
  const report = await importing([HEAD, ...rows].join('\n'));
  assert.deepEqual([report.read, report.added, report.skipped], [19_999, 19_999, 1]);
  assert.deepEqual(toldLines(report), [1 + 2 * 15_000 + 1]);
});
