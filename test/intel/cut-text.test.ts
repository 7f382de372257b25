import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutText } from '../../src/intel/cut-text.ts';

test('a text is cut after a sentence, a long sentence after a word, a long word anywhere', () => {
  assert.equal(cutText('One is here. Two is there.', 100), 'One is here. Two is there.');
  assert.equal(cutText('One is here. Two is there.', 20), 'One is here.');
  assert.equal(cutText('One is here and there.', 10), 'One is');
  assert.equal(cutText('abcdefgh', 3), 'abc');
  assert.equal(cutText('a😀😀', 4), 'a😀');
});

test('what is left is a beginning of the text, no longer than allowed, and well formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 120 }), (text, most) => {
      const cut = cutText(text, most);
      assert.ok(cut.length <= Math.max(most, 0) && text.startsWith(cut));
      assert.ok(!text.isWellFormed() || cut.isWellFormed());
      if (text.length <= most) assert.equal(cut, text);
    }),
  );
});
