import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { finishes } from '../support/finishes.ts';

const SAME_WORDS: [string, string][] = [
  ['What is a KITAS?', 'what is a kitas'],
  ['  What\tis\n a   KITAS ?!', 'what is a kitas'],
  ['...what is a KITAS…', 'what is a kitas'],
  ['¿What is a KITAS?', 'what is a kitas'],
  ['"What is a KITAS?"', 'what is a kitas'],
  ['What\u00a0is a KITAS', 'what is a kitas'],
  ['ＷＨＡＴ is a ＫＩＴＡＳ？', 'what is a kitas'],
  ['What’s a KITAS?', "what's a kitas"],
  ['What‘s a KITAS?', "what's a kitas"],
  ['What`s a KITAS?', "what's a kitas"],
  ['What´s a KITAS?', "what's a kitas"],
  ['the “golden” visa', 'the "golden" visa'],
  ['a 60–day visa', 'a 60-day visa'],
  ['a 60‑day visa', 'a 60-day visa'],
  ['Societa\u0300', 'società'],
  ['SOCIETÀ', 'società'],
  ['ﬁne for overstaying', 'fine for overstaying'],
];

const DIFFERENT_WORDS: [string, string][] = [
  ['visa for 30 days', 'visa for 60 days'],
  ['can I work', "can't I work"],
  ['PT PMA', 'PTPMA'],
  ['e-visa', 'visa'],
  ['società', 'societa'],
  ['10.000', '10000'],
];

describe('normaliseQuestion', () => {
  for (const [one, other] of SAME_WORDS) {
    it(`takes ${JSON.stringify(one)} for the same words as ${JSON.stringify(other)}`, () =>
      assert.equal(normaliseQuestion(one), other));
  }

  for (const [one, other] of DIFFERENT_WORDS) {
    it(`keeps ${JSON.stringify(one)} and ${JSON.stringify(other)} apart`, () =>
      assert.notEqual(normaliseQuestion(one), normaliseQuestion(other)));
  }

  it('leaves nothing of punctuation alone', () => {
    for (const text of ['', ' ', '?', '?! ...', '—', '"\''] as const) assert.equal(normaliseQuestion(text), '');
  });

  it('comes to an end where marks stand 100,000 times between words', async () => {
    const texts = ['!', '\u3002', '- ', '\uff1f', ' '].map((mark) => `a${mark.repeat(100_000 / mark.length)}b`);
    assert.ok(await finishes('src/matching/normalise.ts', 'normaliseQuestion', texts));
  });

  it('takes marks off the ends whatever their code, and no half of a sign', () => {
    assert.equal(normaliseQuestion('\u{10100}kitas\u{10100}?'), 'kitas');
    assert.equal(normaliseQuestion('kitas \u{1f600}'), 'kitas \u{1f600}');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = normaliseQuestion(text);
        assert.equal(normaliseQuestion(once), once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('changes nothing the second time, also where signs become quotes or lower case takes letters apart', () => {
    for (const text of ['\u1fef', 'a\u1fefb', '\u03aa\u0301b', '\u1fbc\u0301b']) {
      assert.equal(normaliseQuestion(normaliseQuestion(text)), normaliseQuestion(text));
    }
  });

  it('changes nothing the second time where quotes, dashes, accents and spaces meet', () => {
    const unit = fc.constantFrom(...'aéİi´`’"“-–—.?! \u0301\u0308\u00a0\u2003ﬁßΣ\0');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const once = normaliseQuestion(text);
        assert.equal(normaliseQuestion(once), once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('pays no heed to case, to how accents are encoded, nor to spaces and punctuation at the ends', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcxyzàèéìòù0123456789'), minLength: 1, maxLength: 8 });
    const end = fc.string({ unit: fc.constantFrom(...' .?!,;:…"«»()\n'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), end, end, (words, before, after) => {
        const plain = words.join(' ');
        assert.equal(normaliseQuestion(plain), plain);
        assert.equal(normaliseQuestion(before + words.join('  ').toUpperCase().normalize('NFD') + after), plain);
      }),
    );
  });
});
