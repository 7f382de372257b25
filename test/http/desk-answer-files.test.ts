import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ADA } from '../support/deciding-case.ts';
import { ADMIN_TOKEN, type DeskClient, READER_TOKEN, signInAt } from '../support/desk-client.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
let editor: DeskClient;
let reader: DeskClient;
before(async () => {
  opened = await openTestApp({ desk: { adminToken: ADMIN_TOKEN, readerToken: READER_TOKEN } });
  server = await openTestServer(opened.app);
  editor = await signInAt(server.url, ADMIN_TOKEN, 'Wayan');
  reader = await signInAt(server.url, READER_TOKEN, 'Made');
});
after(async () => {
  await server.close();
  await opened.close();
});
beforeEach(async () => {
  await opened.app.database.query(
    'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM desk_audit; DELETE FROM counter_examples',
  );
  await write('What is a KITAS?', 'A permit.', ['kitas meaning']);
  await write('Berapa biaya visa?', 'Rp 500.000.', []);
});

const write = (question: string, answer: string, phrasings: string[]) =>
  writeByHand(opened.app, ADA, { question, answer, phrasings });
const asked = async (question: string) => (await opened.app.golden.lookupGoldenAnswer(question)).answer?.answer;
const everything = () =>
  opened.app.database.query(
    `SELECT (SELECT json_agg(a ORDER BY a.id) FROM golden_answers a) AS answers, (SELECT json_agg(c ORDER BY c.id) FROM clusters c) AS clusters,
       (SELECT json_agg(p.text ORDER BY p.id) FROM phrasings p) AS phrasings, (SELECT count(*) FROM desk_audit) AS audited,
       (SELECT count(*) FROM answer_versions) AS versions`,
  );
const download = async (query: string, who = reader) => {
  const response = await fetch(`${server.url}/api/desk/answers/export?${query}`, { headers: who.headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const FILE = [
  'question,answer,phrasings',
  'what is a kitas,A permit for a year.,kitas length',
  'Where is the office?,In Kerobokan.,the office?',
  'The office?,There.,',
  ',Nothing.,',
  'Berapa biaya visa?,Rp 500.000.,',
  'Who is there?,Me.,Where is the office?',
  'Mail ada@example.com?,Yes.,',
].join('\n');

test('a dry run tells what each line would do, and leaves everything as it was', async () => {
  const before = await everything();
  const { status, body } = await editor.ask('POST', '/answers/import', {
    ...{ name: 'mine.csv', text: FILE, dry_run: true },
  });
  assert.equal(status, 200);
  const { changes, refusals, ...counts } = body;
  assert.deepEqual(counts, { dry_run: true, read: 6, created: 1, updated: 1, unchanged: 1, refused: 4 });
  const [kitas, office] = changes;
  assert.deepEqual([kitas.line, kitas.change, kitas.fields], [2, 'updated', ['question', 'answer', 'phrasings']]);
  assert.ok(kitas.answer_id > 0);
  assert.deepEqual(office, {
    ...{ line: 3, question: 'Where is the office?', change: 'created', fields: [], answer_id: null },
  });
  assert.deepEqual(
    refusals.map(({ line, reason }: { line: number; reason: string }) => [
      line,
      /line 3|empty|personal/.exec(reason)?.[0],
    ]),
    [
      [4, 'line 3'],
      [5, 'empty'],
      [7, 'line 3'],
      [8, 'personal'],
    ],
  );
  assert.deepEqual(await everything(), before);
  assert.equal(await asked('What is a KITAS?'), 'A permit.');

  // Applied, it does the same.
  const applied = await editor.ask('POST', '/answers/import', { name: 'mine.csv', text: FILE });
  const { changes: done, refusals: refused, ...did } = applied.body;
  assert.deepEqual(did, { ...counts, dry_run: false });
  assert.deepEqual(refused, refusals);
  assert.deepEqual(
    done.map(({ answer_id: _, ...line }: { answer_id: number }) => line),
    changes.map(({ answer_id: _, ...line }: { answer_id: number | null }) => line),
  );
  assert.deepEqual(
    [await asked('kitas length'), await asked('the office?')],
    ['A permit for a year.', 'In Kerobokan.'],
  );
  const audited = await opened.app.database.query("SELECT DISTINCT who FROM desk_audit WHERE action = 'answer.import'");
  assert.deepEqual(audited, [{ who: 'Wayan' }]);
});

test('a reader exports what the filters let through, and imports nothing', async () => {
  const { status, headers, text } = await download('search=meaning');
  assert.equal(status, 200);
  assert.match(headers.get('content-type')!, /^text\/csv/);
  assert.equal(headers.get('content-disposition'), 'attachment; filename="answers.csv"');
  assert.match(text, /^question,answer.*\r\n"What is a KITAS\?","A permit\.".*"kitas meaning",""\r\n$/);
  const lines = (await download('format=jsonl&language=id')).text.trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).question),
    ['Berapa biaya visa?'],
  );
  const refused = await reader.ask('POST', '/answers/import', { name: 'a.csv', text: FILE, dry_run: true });
  assert.deepEqual([refused.status, refused.body.error.code], [403, 'not-allowed']);
  assert.equal((await download('', { ...reader, headers: {} })).status, 401);
});

for (const [what, sign] of [
  ['semicolons, as Excel writes where the comma is in numbers', ';'],
  ['tabs', '\t'],
] as const)
  test(`a file with ${what} is read as one with commas`, async () => {
    const line = (...cells: string[]) => cells.join(sign);
    const text = [
      line('\ufeff"Question"', 'answer', 'status', 'phrasings'),
      line('"What, or; who is an\tNPWP?"', '"A number, for taxes; yes."', 'paused', ''),
      line('Where is the office?', 'In Kerobokan, near the sea.', '', 'the office?'),
      line('', 'Nothing.', '', ''),
    ].join('\r\n');
    const { status, body } = await editor.ask('POST', '/answers/import', { name: 'excel.csv', text });
    assert.deepEqual([status, body.created, body.refusals.map((one: { line: number }) => one.line)], [200, 2, [4]]);
    assert.equal(await asked('the office?'), 'In Kerobokan, near the sea.');
    const [row] = await opened.app.database.query(
      "SELECT canonical_question, answer, status FROM golden_answers WHERE status = 'paused'",
    );
    assert.deepEqual(row, {
      ...{ canonical_question: 'What, or; who is an\tNPWP?', answer: 'A number, for taxes; yes.', status: 'paused' },
    });
  });

test('a line whose question has no words is refused by number', async () => {
  const text = 'question,answer,phrasings\n???,Yes.,\nWho is it?,\u200b,\nWho was it?,Me.,...\nWho?,Made.,\n';
  const { body } = await editor.ask('POST', '/answers/import', { name: 'a.csv', text });
  assert.deepEqual(
    body.refusals.map(({ line, reason }: { line: number; reason: string }) => [line, reason]),
    [
      [2, 'question: must hold a word'],
      [3, 'answer: must hold something that shows'],
      [4, 'phrasings.0: must hold a word'],
    ],
  );
  assert.equal(body.created, 1);
});

test('what was exported at the desk is imported to the same', async () => {
  for (const format of ['csv', 'jsonl']) {
    const { text } = await download(`format=${format}`);
    const { body } = await editor.ask('POST', '/answers/import', { name: `answers.${format}`, text });
    assert.deepEqual([body.read, body.unchanged, body.refused], [2, 2, 0]);
  }
});

for (const [name, text, message] of [
  ['answers.xlsx', 'x', /answers\.xlsx is neither a \.jsonl nor a \.csv file/],
  ['columns.csv', 'q,a\nx,y\n', /columns\.csv has no column question and answer/],
  ['empty.csv', '', /empty\.csv is empty/],
  ['blank.csv', '\ufeff\r\n\n', /blank\.csv is empty\. Its first line must name question and answer/],
] as const)
  test(`${name} is refused as a whole, with what is wrong`, async () => {
    const { status, body } = await editor.ask('POST', '/answers/import', { name, text, dry_run: true });
    assert.deepEqual([status, body.error.code], [400, 'bad-input']);
    assert.match(body.error.message, message);
  });

test('a file that is too long is refused as such', async () => {
  const text = 'x'.repeat(33 * 1024 * 1024);
  const { status } = await editor.ask('POST', '/answers/import', { name: 'long.csv', text });
  assert.equal(status, 413);
});
