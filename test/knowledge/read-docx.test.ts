import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocx } from '../../src/knowledge/readers/read-docx.ts';
import { makeDocx } from '../support/make-docx.ts';
import { makeZip } from '../support/make-zip.ts';
import { readFiles } from '../support/read-folder.ts';

test('a Word document keeps its headings, and its title names it', async () => {
  const docx = makeDocx([
    ['Title', 'Permits'],
    ['', 'An overview.'],
    ['heading 1', 'KITAS'],
    ['heading 2', 'Costs'],
    ['', 'A KITAS costs 1 &amp; 2_3*4.'],
  ]);
  assert.deepEqual(await readDocx(docx), [
    {
      title: 'Permits',
      text: '# Permits\n\nAn overview.\n\n# KITAS\n\n## Costs\n\nA KITAS costs 1 & 2_3*4.',
    },
  ]);
});

test('broken, empty and encrypted files are told by name and reason, and the others are read', async () => {
  const whole = makeDocx([['', 'Text.']]);
  const { documents, unreadable } = await readFiles({
    'broken.docx': whole.subarray(0, whole.length - 200),
    'empty.docx': makeDocx([]),
    'good.docx': whole,
    'locked.docx': Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    'other.docx': makeZip([{ name: 'a.txt', content: 'x' }]),
    'text.docx': 'no zip',
  });
  assert.deepEqual(
    documents.map(({ path, title, text }) => [path, title, text]),
    [['good.docx', 'good', 'Text.']],
  );
  const reasons = Object.fromEntries(unreadable.map(({ place, reason }) => [place, reason]));
  assert.deepEqual(Object.keys(reasons), ['broken.docx', 'empty.docx', 'locked.docx', 'other.docx', 'text.docx']);
  assert.match(reasons['broken.docx'], /no sound Word document/);
  assert.match(reasons['empty.docx'], /no text/);
  assert.match(reasons['locked.docx'], /password/);
});

test('a zip bomb is told, whether or not it says how large it gets', async () => {
  const content = Buffer.alloc(210_000_000);
  const { unreadable, documents } = await readFiles({
    'bomb.docx': makeDocx([['', 'Text.']], [{ name: 'word/media/a.bin', content }]),
    'liar.docx': makeDocx([['', 'Text.']], [{ name: 'word/media/a.bin', content, claimedSize: 10 }]),
    'z.docx': makeDocx([['', 'Text.']]),
  });
  assert.deepEqual(
    documents.map(({ path }) => path),
    ['z.docx'],
  );
  assert.deepEqual(
    unreadable.map(({ place }) => place),
    ['bomb.docx', 'liar.docx'],
  );
  assert.match(unreadable[0].reason, /more than 200 MB/);
});
