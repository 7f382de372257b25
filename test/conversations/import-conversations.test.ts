import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ConversationService } from '../../src/conversations/conversation-service.ts';
import { type ImportReport, importConversations } from '../../src/conversations/import-conversations.ts';
import { GoldsmithError } from '../../src/errors.ts';
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

interface Row {
  user_id: string | null;
  messages: { role: string; content: string }[];
  metadata: Record<string, unknown>;
  created_at: Date;
}

async function stored(): Promise<Row[]> {
  return opened.database.query<Row>('SELECT user_id, messages, metadata, created_at FROM conversations ORDER BY id');
}

async function importing(name: string, content: string | Uint8Array): Promise<ImportReport> {
  return importConversations(await folder.write(name, content), conversations);
}

const line = (question: string, createdAt = '2026-10-05T10:00:00Z') =>
  JSON.stringify({ user_id: 'u1', messages: [{ role: 'user', content: question }], created_at: createdAt });
const questionsStored = async () => (await stored()).map((row) => row.messages[0].content);
const toldLines = (report: ImportReport) => report.skippedLines.map((skipped) => skipped.line);

test('a JSONL line becomes a conversation with all it says', async () => {
  const conversation = {
    user_id: 'made@example.com',
    messages: [
      { role: 'user', content: 'Berapa biaya KITAS? "segini"' },
      { role: 'assistant', content: 'Tergantung.\nBaris dua' },
    ],
    metadata: { channel: 'web', nested: { a: [1] } },
    created_at: '2026-10-05T10:00:00+08:00',
  };
  const report = await importing('log.jsonl', `${JSON.stringify(conversation)}\n`);
  assert.deepEqual(report, { read: 1, added: 1, skipped: 0, skippedLines: [] });
  const [row] = await stored();
  assert.equal(row.user_id, 'made@example.com');
  assert.deepEqual(row.messages, conversation.messages);
  assert.deepEqual(row.metadata, conversation.metadata);
  assert.equal(row.created_at.toISOString(), '2026-10-05T02:00:00.000Z');
});

test('a user may be a number or nobody', async () => {
  const at = { messages: [{ role: 'user', content: 'q' }], created_at: '2026-10-05T10:00:00Z' };
  const lines = [{ user_id: 42, ...at }, { user_id: null, ...at }, at].map((row) => JSON.stringify(row));
  const report = await importing('users.jsonl', lines.join('\n'));
  assert.equal(report.read, 3);
  assert.deepEqual(
    (await stored()).map((row) => row.user_id),
    ['42', null],
    'the two without a user are the same conversation',
  );
});

test('a corrupt line in the middle is told by number and the lines around it are imported', async () => {
  const report = await importing('log.jsonl', [line('one'), '{"user_id": "u1", "mess', line('three')].join('\n'));
  assert.equal(report.read, 2);
  assert.equal(report.added, 2);
  assert.equal(report.skipped, 1);
  assert.deepEqual(toldLines(report), [2]);
  assert.deepEqual(await questionsStored(), ['one', 'three']);
});

test('a line number counts empty lines, too', async () => {
  const report = await importing('log.jsonl', `${line('one')}\n\n\n{oops\n`);
  assert.deepEqual(toldLines(report), [4]);
});

test('a byte order mark and CRLF line ends are no part of the data', async () => {
  const report = await importing('log.jsonl', `\uFEFF${line('one')}\r\n${line('two')}\r\n`);
  assert.deepEqual([report.added, report.skipped], [2, 0]);
  assert.deepEqual(await questionsStored(), ['one', 'two']);
});

test('each wrong JSONL line is passed over with a reason that names what is wrong', async () => {
  const wrong: [row: unknown, names: RegExp][] = [
    [{ messages: [{ role: 'user', content: 'q' }], created_at: 'yesterday' }, /created_at/],
    [{ messages: [{ role: 'user', content: 'q' }], created_at: '2026-13-45T00:00:00Z' }, /created_at/],
    [{ messages: [{ role: 'user', content: 'q' }] }, /created_at/],
    [{ messages: [], created_at: '2026-10-05' }, /messages/],
    [{ created_at: '2026-10-05' }, /messages/],
    [{ messages: [{ role: 'robot', content: 'q' }], created_at: '2026-10-05' }, /messages\.0\.role/],
    [{ messages: [{ role: 'user', content: 7 }], created_at: '2026-10-05' }, /messages\.0\.content/],
    [{ messages: [{ role: 'user', content: 'a\0b' }], created_at: '2026-10-05' }, /NUL/],
    [{ user_id: 'u\0', messages: [{ role: 'user', content: 'q' }], created_at: '2026-10-05' }, /NUL/],
    [[], /./],
    ['text', /./],
    [null, /./],
  ];
  const report = await importing(
    'wrong.jsonl',
    [...wrong.map(([row]) => JSON.stringify(row)), line('good')].join('\n'),
  );
  assert.equal(report.read, 1);
  assert.deepEqual(
    toldLines(report),
    wrong.map((_, i) => i + 1),
  );
  for (const [i, [, names]] of wrong.entries()) assert.match(report.skippedLines[i].reason, names);
});

test('a NUL byte in the metadata costs that line only', async () => {
  const bad = { messages: [{ role: 'user', content: 'q' }], created_at: '2026-10-05', metadata: { note: 'a\0b' } };
  const report = await importing('nul.jsonl', [line('one'), JSON.stringify(bad), line('three')].join('\n'));
  assert.deepEqual(toldLines(report), [2]);
  assert.deepEqual(await questionsStored(), ['one', 'three']);
});

test('half of a surrogate pair, which PostgreSQL cannot store, costs that line only', async () => {
  const bad = `{"messages":[{"role":"user","content":"\\ud83d"}],"created_at":"2026-10-05"}`;
  const report = await importing('surrogate.jsonl', [line('one'), bad, line('three')].join('\n'));
  assert.equal(report.skipped + report.added, 3);
  assert.ok((await questionsStored()).includes('one'));
  assert.ok((await questionsStored()).includes('three'));
});

test('a raw NUL byte inside a line costs that line only', async () => {
  const report = await importing(
    'raw.jsonl',
    `${line('one')}\n${line('t\uFFFEo').replace('\uFFFE', '\0')}\n${line('three')}\n`,
  );
  assert.deepEqual(toldLines(report), [2]);
  assert.deepEqual(await questionsStored(), ['one', 'three']);
});

test('importing the same file twice adds nothing', async () => {
  const content = [line('one'), line('two'), line('two', '2026-10-05T11:00:00Z')].join('\n');
  assert.equal((await importing('log.jsonl', content)).added, 3);
  const again = await importing('copy.jsonl', content);
  assert.deepEqual([again.read, again.added], [3, 0]);
  assert.equal((await stored()).length, 3);
});

test('the same line twice in one file is one conversation', async () => {
  const report = await importing('twice.jsonl', [line('one'), line('one')].join('\n'));
  assert.deepEqual([report.read, report.added], [2, 1]);
});

test('a log that has grown adds only what is new', async () => {
  await importing('log.jsonl', line('one'));
  const report = await importing('log.jsonl', [line('one'), line('two')].join('\n'));
  assert.deepEqual([report.read, report.added], [2, 1]);
});

test('20,000 lines are imported in batches, with progress on the way', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => line(`question ${i}`, '2026-10-05T10:00:00Z'));
  lines[10_000] = 'not json';
  const file = await folder.write('large.jsonl', lines.join('\n'));
  const seen: number[] = [];
  const report = await importConversations(file, conversations, { onProgress: ({ read }) => seen.push(read) });
  assert.deepEqual([report.read, report.added, report.skipped], [19_999, 19_999, 1]);
  assert.deepEqual(toldLines(report), [10_001]);
  assert.ok(
    seen.length >= 20 && seen[0] <= 1000,
    'progress is told early and often, so the file is not read as a whole',
  );
  const [{ count }] = await opened.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM conversations',
  );
  assert.equal(count, 19_999);
});

test('of very many wrong lines the first are told and all are counted', async () => {
  const report = await importing('rubbish.jsonl', Array.from({ length: 500 }, () => '{').join('\n'));
  assert.equal(report.skipped, 500);
  assert.ok(report.skippedLines.length < 50);
  assert.deepEqual(toldLines(report).slice(0, 3), [1, 2, 3]);
});

test('an import that is stopped keeps what it has written and throws the reason', async () => {
  const file = await folder.write('stop.jsonl', Array.from({ length: 3_000 }, (_, i) => line(`q${i}`)).join('\n'));
  const stop = new AbortController();
  const stopped = importConversations(file, conversations, {
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await assert.rejects(stopped, /enough/);
  const kept = (await stored()).length;
  assert.ok(kept > 0 && kept < 3_000);
  assert.equal((await importConversations(file, conversations)).added, 3_000 - kept, 'the next import adds the rest');
});

test('an empty file is an import of nothing', async () => {
  assert.deepEqual(await importing('empty.jsonl', ''), { read: 0, added: 0, skipped: 0, skippedLines: [] });
  assert.deepEqual(await importing('empty.csv', ''), { read: 0, added: 0, skipped: 0, skippedLines: [] });
});

for (const name of ['log.xlsx', 'log']) {
  test(`a file named ${name} is refused with the kinds that can be read`, async () => {
    const isRefused = (error: unknown) =>
      error instanceof GoldsmithError && error.code === 'bad-input' && /\.jsonl/.test(error.message);
    await assert.rejects(importing(name, 'x'), isRefused);
  });
}

test('a missing file and a folder are told as bad input', async () => {
  for (const path of [`${folder.path}/missing.jsonl`, folder.path]) {
    await assert.rejects(importConversations(path, conversations), { name: 'GoldsmithError', code: 'bad-input' });
  }
});
