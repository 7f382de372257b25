import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import {
  ANSWER_FORMATS,
  answerFileHead,
  answerFileLine,
  type FileAnswer,
  openAnswerFile,
} from '../../src/desk/answer-file.ts';
import { answerText, question } from '../../src/desk/api/shown-answer.ts';
import { exportAnswers } from '../../src/desk/export-answers.ts';
import { importAnswers } from '../../src/desk/import-answers.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ADA, answerTo } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let folder: TempFolder;
before(async () => {
  opened = await openTestApp();
  folder = await makeTempFolder({});
});
after(async () => {
  await opened.close();
  await folder.remove();
});
const EMPTY =
  'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM desk_audit; DELETE FROM counter_examples';
beforeEach(() => opened.app.database.query(EMPTY));

async function inFile(text: string, name: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}
const importText = async (text: string, name: string) =>
  importAnswers(await openAnswerFile(await inFile(text, name)), opened.app, ADA);
const exported = async (format: 'csv' | 'jsonl') =>
  (await Array.fromAsync(exportAnswers(opened.app.database, format))).join('');
const asked = async (question: string) => (await opened.app.golden.lookupGoldenAnswer(question)).answer?.answer;

/** Texts as people and chat users write them: no blanks around them. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((written) => written.replaceAll('\0', '').trim())
  .filter((written) => written !== '' && written.isWellFormed());
const nasty = fc.constantFrom(
  '=1+1',
  "'=1+1",
  "''-x",
  '@SUM(A1)',
  '+62 81',
  '- item\n- item',
  '"quoted", so',
  'a\r\nb',
  '[x',
  '["y"]',
  "'",
  ',',
  'שלום',
  '[',
);
/** Those that hold a word. */
const asking = fc.oneof(text, nasty).filter((written) => question.safeParse(written).success);
const answers: fc.Arbitrary<FileAnswer> = fc.record({
  question: asking,
  answer: fc.oneof(text, nasty).filter((written) => answerText.safeParse(written).success),
  language: fc.constantFrom('en', 'id', null, undefined),
  status: fc.constantFrom('draft' as const, 'published' as const, 'paused' as const, 'dismissed' as const),
  edited: fc.boolean(),
  approved: fc.boolean(),
  phrasings: fc.array(asking, { maxLength: 4 }),
  sources: fc.array(
    fc.record({
      title: text,
      url: fc.constant(null),
      path: text,
      headings: fc.array(text, { maxLength: 2 }),
      contentHash: text,
    }),
    { maxLength: 2 },
  ),
});

describe('a file of answers', () => {
  for (const format of ANSWER_FORMATS) {
    test(`comes back from ${format} as it was, whatever is in it`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(answers, { maxLength: 5 }), async (all) => {
          const path = await inFile(
            answerFileHead(format) + all.map((one) => answerFileLine(one, format)).join(''),
            `x.${format}`,
          );
          const read = await Array.fromAsync(await openAnswerFile(path));
          const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
          assert.deepEqual(plain(read.map((line) => ('answer' in line ? line.answer : line.reason))), plain(all));
        }),
        { numRuns: 60 },
      );
    });
  }

  test('gives a spreadsheet nothing that it would take for a formula', async () => {
    const line = answerFileLine(
      {
        question: '=HYPERLINK("http://x")',
        answer: '@SUM(1)',
        language: null,
        status: 'published',
        edited: true,
        approved: false,
        phrasings: ['+1', '-1'],
        sources: [],
      },
      'csv',
    );
    assert.equal(line, `"'=HYPERLINK(""http://x"")","'@SUM(1)","none","published","yes","no","'+1\n-1",""\r\n`);
  });
});

for (const format of ANSWER_FORMATS) {
  test(`what is exported as ${format} is imported to the same, and importing it again changes nothing`, async () => {
    const desk = new AnswerDesk(opened.app);
    const kitas = await writeByHand(opened.app, ADA, {
      question: 'What is a KITAS?',
      answer: '- A permit,\n- for "foreigners"',
      phrasings: ['KITAS?', '=kitas'],
    });
    await writeByHand(opened.app, ADA, { question: 'Where is the sea?', answer: 'There.', phrasings: [] });
    const voa = await writeByHand(opened.app, ADA, {
      question: 'Berapa biaya visa?',
      answer: 'Rp 500.000.',
      phrasings: [],
    });
    await desk.pause(ADA, kitas, 1);
    await desk.dismiss(ADA, voa, 1);
    await opened.app.golden.saveGoldenAnswer(
      newAnswer({ clusterId: 70_000, canonicalQuestion: 'What is an NPWP?', sources: [] }),
    );
    await opened.app.golden.updateClusterMapping(70_000, [{ text: 'What is an NPWP?' }]);
    const file = await exported(format);
    await opened.app.database.query(EMPTY);
    const first = await importText(file, `back.${format}`);
    assert.deepEqual({ ...first }, { read: 4, created: 4, updated: 0, unchanged: 0, skipped: 0, skippedLines: [] });
    assert.equal(await exported(format), file);
    const again = await importText(file, `back.${format}`);
    assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, 4]);
    assert.equal(await asked('Where is the sea?'), 'There.');
    assert.equal(await asked('KITAS?'), undefined, 'it is paused');
  });
}

test('bad lines are told by number, and the others stand', async () => {
  const report = await importText(
    [
      'question,answer,language,status',
      'What is a KITAS?,A permit.,en,',
      ',No question.,en,',
      '"Where is\nthe sea?",There.,english,',
      'What is an NPWP?,,en,',
      'what is a kitas,Once more.,en,',
      'Is ada@example.com here?,Yes.,en,',
      'Who is it?,Me.,en,open',
      'Where is it?,Here.,,',
    ].join('\n'),
    'bad.csv',
  );
  assert.deepEqual([report.read, report.created, report.skipped], [4, 2, 6]);
  assert.deepEqual(
    report.skippedLines.map(({ line }) => line),
    [3, 4, 6, 7, 8, 9],
  );
  assert.match(report.skippedLines[0].reason, /question: must not be empty/);
  assert.match(report.skippedLines[1].reason, /language: must be a two-letter code/);
  assert.match(report.skippedLines[3].reason, /answered by line 2/);
  assert.match(report.skippedLines[4].reason, /personal data/);
  assert.equal(await asked('what is a kitas'), 'A permit.');
});

test('an import takes the place of what a night wrote, as a new version, with who did it', async () => {
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  const report = await importText('{"question":"What is a KITAS?","answer":"Ours."}\n', 'one.jsonl');
  assert.equal(report.updated, 1);
  const answer = await answerTo(opened.app.database, 'What is a KITAS?');
  assert.deepEqual([answer.id, answer.version, answer.answer, answer.editedAt !== null], [id, 2, 'Ours.', true]);
  const versions = await opened.app.database.query('SELECT person, change FROM answer_versions ORDER BY version');
  assert.deepEqual(versions, [
    { person: null, change: 'written' },
    { person: 'Ada', change: 'imported' },
  ]);
});

for (const [name, content, message] of [
  ['missing.csv', undefined, /cannot be read/],
  ['other.txt', 'x', /neither/],
  ['columns.csv', 'q,a\nx,y\n', /no column question and answer/],
  ['empty.csv', '', /is empty/],
  ['latin.csv', Buffer.from('question;answer\nWhat is it?;Perché no.\n', 'latin1'), /no UTF-8/],
] as const) {
  test(`${name} is refused as a whole`, async () => {
    const path = join(folder.path, name);
    if (content !== undefined) await writeFile(path, content);
    await assert.rejects(async () => importAnswers(await openAnswerFile(path), opened.app, ADA), {
      code: 'bad-input',
      message,
    });
  });
}
