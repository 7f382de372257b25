import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sentencesOf } from '../../src/models/sentences.ts';

const EXPECTED: [what: string, markdown: string, sentences: string[]][] = [
  [
    'sentences of a paragraph',
    'A KITAS is a permit. Is it long? Yes!',
    ['A KITAS is a permit.', 'Is it long?', 'Yes!'],
  ],
  ['Italian', "È valido un anno. Dopo, c'è il rinnovo.", ['È valido un anno.', "Dopo, c'è il rinnovo."]],
  ['Indonesian', 'Apa itu KITAS? Izin tinggal.', ['Apa itu KITAS?', 'Izin tinggal.']],
  [
    'a list item each',
    '- One item\n* Another. With two.\n1. First\n2) Second',
    ['One item', 'Another.', 'With two.', 'First', 'Second'],
  ],
  ['no headings', '# KITAS\n\nIt is a permit.\n\n## Price\nIt costs money.', ['It is a permit.', 'It costs money.']],
  ['no rule of a table', '| Visa | Price |\n|---|:--:|\n| B1 | 500 |', ['| Visa | Price |', '| B1 | 500 |']],
  ['no horizontal rule', 'One.\n\n---\n\nTwo.', ['One.', 'Two.']],
  ['no marks of emphasis and code', '**Bold** and _slanted_ and `code` words.', ['Bold and slanted and code words.']],
  ['no mark of a quotation', '> It is said.', ['It is said.']],
  [
    'abbreviations within a sentence',
    'Bring e.g. a photo. It takes approx. five days.',
    ['Bring e.g. a photo.', 'It takes approx. five days.'],
  ],
  ['decimal figures', 'It costs 1.5 million. It takes 3.5 days.', ['It costs 1.5 million.', 'It takes 3.5 days.']],
  [
    'a price after "Rp."',
    'It costs Rp. 5.000.000 a month. Bring cash.',
    ['It costs Rp. 5.000.000 a month.', 'Bring cash.'],
  ],
  [
    'words with underscores',
    'Write to first_last_name@example.com today.',
    ['Write to first_last_name@example.com today.'],
  ],
  ['stars that multiply', 'It is 5 * 3 * 2 months.', ['It is 5 * 3 * 2 months.']],
  [
    'lines of one paragraph joined',
    'The extension takes\nabout ten days. Bring\nyour passport.',
    ['The extension takes about ten days.', 'Bring your passport.'],
  ],
  ['no code between fences', 'Run this.\n\n```\nnpm run demo\n```\n\nDone.', ['Run this.', 'Done.']],
  ['lines that end as on Windows', '# Title\r\n\r\nOne.\r\n- Two\r\n', ['One.', 'Two']],
  ['nothing without letters', '12345\n\n---\n\n!!!\n', []],
  ['nothing of an empty text', '', []],
];

describe('sentencesOf', () => {
  for (const [what, markdown, sentences] of EXPECTED) {
    it(`gives ${what}`, () => assert.deepEqual(sentencesOf(markdown), sentences));
  }

  it('never gives an empty sentence, nor one with spaces at its ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB. \n#*_`-|>1'), maxLength: 60 }), (markdown) => {
        for (const sentence of sentencesOf(markdown)) {
          assert.equal(sentence, sentence.trim());
          assert.match(sentence, /\p{L}/u);
        }
      }),
    );
  });

  it('loses no word of plain sentences', () => {
    const word = fc.constantFrom(
      'visa',
      'KITAS',
      'Bali',
      'is',
      'società',
      'tidak',
      'approx.',
      'e.g.',
      '5',
      'Dr.',
      'Who?',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
        const text = `Visa ${words.join(' ')} end.`;
        assert.equal(sentencesOf(text).join(' '), text);
      }),
    );
  });
});
