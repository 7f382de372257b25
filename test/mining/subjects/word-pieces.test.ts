import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordPieces } from '../../../src/mining/subjects/word-pieces.ts';

describe('wordPieces', () => {
  it('cuts words into three and four letters, with marks at both ends', () => {
    assert.deepEqual(wordPieces('PMA'), ['^pm', 'pma', 'ma$', '^pma', 'pma$']);
  });

  it('shares pieces between words of one root', () => {
    const english = new Set(wordPieces('documents'));
    for (const word of ['documenti', 'dokumen'])
      assert.ok(
        wordPieces(word).some((piece) => english.has(piece)),
        word,
      );
  });

  it('leaves out the words of asking', () => {
    assert.deepEqual(wordPieces('What is a KITAS?'), wordPieces('kitas'));
    assert.deepEqual(wordPieces('apa itu KITAS?'), wordPieces('kitas'));
    assert.deepEqual(wordPieces('?!'), []);
  });
});
