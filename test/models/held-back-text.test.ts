import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HeldBackText, isNoAnswer } from '../../src/models/held-back-text.ts';
import { UNANSWERABLE } from '../../src/models/language-model.ts';

/** What goes out of a text after each of its pieces, and at its end. */
function letGo(pieces: readonly string[]): string[] {
  const held = new HeldBackText();
  return [...pieces.map((piece) => held.take(piece)), held.end()];
}

describe('HeldBackText', () => {
  const CASES: [pieces: string[], out: string[]][] = [
    [
      ['One', ' year', '.'],
      ['One', ' year', '.', ''],
    ],
    [
      ['\n ', 'One', ' year.', ' \n', ' '],
      ['', 'One', ' year.', '', '', ''],
    ],
    [
      ['UN', 'ANSWER', 'ABLE'],
      ['', '', '', ''],
    ],
    [
      ['**UNANSWERABLE', '** I do not know.'],
      ['', '', ''],
    ],
    [
      ['UN', 'ESCO ', 'says'],
      ['', 'UNESCO', ' says', ''],
    ],
    [
      ['UNANSWERABLE', 'S are many.'],
      ['', 'UNANSWERABLES are many.', ''],
    ],
    [
      ['Unansw', 'erable', '.'],
      ['', '', '', ''],
    ],
    [
      ['Unanswerable', ' questions are many.'],
      ['', 'Unanswerable questions are many.', ''],
    ],
    [
      ['U', 'N'],
      ['', '', 'UN'],
    ],
    [
      ['2.', '5'],
      ['', '', '2.5'],
    ],
  ];
  for (const [pieces, out] of CASES) {
    it(`of ${JSON.stringify(pieces)} lets go ${JSON.stringify(out)}`, () => assert.deepEqual(letGo(pieces), out));
  }

  it('lets go the whole text, however it is cut, or nothing of one that is no answer', () => {
    const word = fc.constantFrom(UNANSWERABLE, 'UN', 'ANSWER', 'ABLE', ' ', '\n', '**', 'visa', '5', '😀', 'à');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const out = letGo(pieces).join('');
        // What has gone out cannot be taken back: "I do not know. UNANSWERABLE" is known by its end.
        if (out === '') assert.ok(isNoAnswer(text));
        else assert.equal(out, text.trim());
      }),
    );
  });
});

describe('isNoAnswer', () => {
  for (const [text, is] of [
    ['UNANSWERABLE', true],
    ['Unanswerable.', true],
    ['**unanswerable**', true],
    ['UNANSWERABLE. The sources are about visas.', true],
    ['The sources do not say; UNANSWERABLE.', true],
    ['', true],
    ['Unanswerable questions go to our team.', false],
    ['It is called unanswerable.', false],
    ['A KITAS.', false],
  ] as const) {
    it(`says ${is} of ${JSON.stringify(text)}`, () => assert.equal(isNoAnswer(text), is));
  }
});
