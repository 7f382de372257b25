import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPdf } from '../../src/knowledge/readers/read-pdf.ts';
import { makePdf, type PdfTextLine } from '../support/make-pdf.ts';
import { readFiles } from '../support/read-folder.ts';

const read = (pages: PdfTextLine[][], settings?: Parameters<typeof makePdf>[1]) =>
  readPdf(new Uint8Array(makePdf(pages, settings)));

/** Lines one under the other. */
function lines(...texts: string[]): PdfTextLine[] {
  return texts.map((text, i) => ({ text, y: 700 - 12 * i }));
}

test('lines become paragraphs, larger letters headings, and every page names its number', async () => {
  const pages = await read([
    [
      { text: 'Visas for Bali', y: 780, size: 20 },
      { text: 'Costs', y: 740, size: 14 },
      { text: 'The visa on arrival costs', y: 720 },
      { text: 'IDR 500,000 in all.', y: 708 },
      { text: 'It can be ex-', y: 680 },
      { text: 'tended once.', y: 668 },
      { text: '• a passport', y: 640 },
      { text: '• a photo', y: 628 },
    ],
    lines('Bring both to the office. It opens at eight, and closes when all is done.'),
  ]);
  assert.deepEqual(pages, [
    {
      title: 'Visas for Bali',
      page: 1,
      language: undefined,
      text: '# Visas for Bali\n\n## Costs\n\nThe visa on arrival costs IDR 500,000 in all.\n\nIt can be extended once.\n\n- a passport\n\n- a photo',
    },
    {
      title: 'Visas for Bali',
      page: 2,
      language: undefined,
      text: '# Visas for Bali\n\n## Costs\n\nBring both to the office. It opens at eight, and closes when all is done.',
    },
  ]);
});

test('a sentence that goes on overleaf stands whole on the page where it begins', async () => {
  const pages = await read([lines('A KITAS is valid for'), lines('one year. It can be extended.')]);
  assert.deepEqual(
    pages.map(({ text }) => text),
    ['A KITAS is valid for one year.', 'It can be extended.'],
  );
});

test('columns are read one after the other, and lines that were written in any order from the top down', async () => {
  const columns = await read([
    [
      { text: 'Left one', y: 700 },
      { text: 'left two.', y: 688 },
      { text: 'Right one', x: 320, y: 700 },
      { text: 'right two.', x: 320, y: 688 },
    ],
  ]);
  assert.equal(columns[0].text, 'Left one left two.\n\nRight one right two.');
  const mixed = await read([lines('First.', 'second.', 'third.').reverse()]);
  assert.equal(mixed[0].text, 'First. second. third.');
});

test('headers, footers and page numbers that stand on most pages do not count', async () => {
  const pages = await read(
    [1, 2, 3, 4].map((n) => [
      { text: 'Bali Zero, confidential', y: 810 },
      { text: `Only page ${'one two three four'.split(' ')[n - 1]} says this.`, y: 700 },
      { text: `Page ${n} of 4`, y: 30 },
    ]),
  );
  assert.deepEqual(
    pages.map(({ text }) => text),
    ['Only page one says this.', 'Only page two says this.', 'Only page three says this.', 'Only page four says this.'],
  );
});

test("title and language come from the file, unless the title is a program's", async () => {
  const [page] = await read([lines('Text.')], { title: 'Permits', language: 'id-ID' });
  assert.deepEqual([page.title, page.language], ['Permits', 'id']);
  for (const title of ['Microsoft Word - visa.doc', 'untitled', 'visa.indd'])
    assert.equal((await read([lines('Text.')], { title }))[0].title, undefined);
});

test('each page is a document of its own, which names its page; empty ones are passed over', async () => {
  const { documents } = await readFiles(
    { 'files/guide.pdf': makePdf([lines('One.'), [], lines('Three.')]) },
    { site: 'https://x.example' },
  );
  assert.deepEqual(
    documents.map(({ path, title, url, text }) => [path, title, url, text]),
    [
      ['files/guide.pdf#page=1', 'guide', 'https://x.example/files/guide.pdf#page=1', 'One.'],
      ['files/guide.pdf#page=3', 'guide', 'https://x.example/files/guide.pdf#page=3', 'Three.'],
    ],
  );
});

test('encrypted, scanned and broken files are told by name and reason, and the others are read', async () => {
  const whole = makePdf([lines('Text.')]);
  const { documents, unreadable } = await readFiles({
    'broken.pdf': whole.subarray(0, 60),
    'empty.pdf': '',
    'good.pdf': whole,
    'locked.pdf': makePdf([lines('Secret.')], { encrypted: true }),
    'picture.pdf': Buffer.from('GIF89a'),
    'scan.pdf': makePdf([[], []]),
  });
  assert.deepEqual(
    documents.map(({ path }) => path),
    ['good.pdf#page=1'],
  );
  const reasons = Object.fromEntries(unreadable.map(({ place, reason }) => [place, reason]));
  assert.deepEqual(Object.keys(reasons), ['broken.pdf', 'empty.pdf', 'locked.pdf', 'picture.pdf', 'scan.pdf']);
  assert.match(reasons['locked.pdf'], /password/);
  assert.match(reasons['scan.pdf'], /no text.*OCR/);
  assert.match(reasons['picture.pdf'], /no sound PDF/);
  assert.deepEqual(unreadable.map(({ path }) => path).at(0), 'broken.pdf#');
});
