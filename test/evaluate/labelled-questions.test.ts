import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { readLabelledQuestions } from '../../src/evaluate/labelled-questions.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('readLabelledQuestions', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  const read = async (content: string | Uint8Array) =>
    readLabelledQuestions(await folder.write('questions.tsv', content));
  const failsWith = (says: RegExp) => (error: unknown) =>
    error instanceof GoldsmithError && error.code === 'bad-input' && says.test(error.message);

  it('reads a question and its label a line, after the header', async () => {
    assert.deepEqual(await read('text\tlabel\nWhat is a KITAS?\tkitas\n  perché?  \t why \n'), [
      { text: 'What is a KITAS?', label: 'kitas' },
      { text: 'perché?', label: 'why' },
    ]);
  });

  it('takes a label that is empty or "oos" for a question that must not be answered', async () => {
    const questions = await read('text\tlabel\na\toos\nb\t\nc\tOOS \nd\toosterwijk\n');
    assert.deepEqual(
      questions.map(({ label }) => label),
      [undefined, undefined, undefined, 'oosterwijk'],
    );
  });

  it('reads files of other systems: CRLF, a byte order mark, empty lines, no end of line, more columns', async () => {
    const expected = [
      { text: 'one', label: 'a' },
      { text: 'two', label: 'b' },
    ];
    for (const content of [
      'text\tlabel\r\none\ta\r\ntwo\tb\r\n',
      '\uFEFFtext\tlabel\none\ta\ntwo\tb',
      '\uFEFFtext\tlabel\r\n\r\none\ta\r\n   \r\ntwo\tb\r\n\r\n',
      'text\tlabel\tsource\none\ta\tx\ntwo\tb\t\n',
    ])
      assert.deepEqual(await read(content), expected, JSON.stringify(content));
  });

  it('takes a first line for a question where its label is that of others', async () => {
    assert.deepEqual(await read('one\ta\ntwo\ta\n'), [
      { text: 'one', label: 'a' },
      { text: 'two', label: 'a' },
    ]);
    assert.deepEqual(await read('one\ta\ntwo\tb\n'), [{ text: 'two', label: 'b' }]);
  });

  it('refuses what is not UTF-8, and a question longer than any user may ask', async () => {
    await assert.rejects(read(Buffer.from('text\tlabel\nperch\xe9\ta\n', 'latin1')), failsWith(/line 2: is not UTF-8/));
    await assert.rejects(
      read(`text\tlabel\none\ta\n${'x'.repeat(8_001)}\ta\n`),
      failsWith(/line 3: .*8000 characters/),
    );
  });

  it('takes quotes as part of the text', async () => {
    assert.deepEqual(await read('text\tlabel\n"what" is it\ta\n'), [{ text: '"what" is it', label: 'a' }]);
  });

  it('names the first line that is not of the form', async () => {
    await assert.rejects(
      read('text\tlabel\ngood\ta\nno label here\nbad too\n'),
      failsWith(/questions\.tsv, line 3: .*TAB/),
    );
    await assert.rejects(read('text\tlabel\r\n\r\n\ta\r\n'), failsWith(/line 3/));
  });

  it('says when there is nothing, and when it cannot be read', async () => {
    for (const content of ['', 'text\tlabel', 'text\tlabel\n\n', '\uFEFF'])
      await assert.rejects(read(content), failsWith(/holds no questions/));
    await assert.rejects(
      readLabelledQuestions(join(folder.path, 'missing.tsv')),
      failsWith(/missing\.tsv could not be read/),
    );
    await assert.rejects(readLabelledQuestions(folder.path), failsWith(/could not be read/));
  });
});
