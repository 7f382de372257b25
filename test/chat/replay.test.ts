import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { piecesOf } from '../../src/chat/replay.ts';
import { finishes } from '../support/finishes.ts';

test('the pieces of a text are the text, a few words each', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\u00a0', '.') });
  fc.assert(
    fc.property(text, (answer) => {
      const pieces = piecesOf(answer);
      assert.equal(pieces.join(''), answer);
      for (const piece of pieces) assert.ok(piece.trim().split(/\s+/).length <= 3, piece);
    }),
  );
  assert.deepEqual(piecesOf('one two three four \n'), ['one two three', ' four \n']);
  assert.deepEqual(piecesOf(''), ['']);
});

test('a text of blanks comes to an end', async () => {
  assert.ok(await finishes('src/chat/replay.ts', 'piecesOf', ['\n'.repeat(300_000), `a${' '.repeat(300_000)}`]));
});
