import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinCommand } from '../../src/schedule/join-command.ts';
import { splitCommand } from '../../src/schedule/split-command.ts';

test('a command is shown with the quotes that it needs', () => {
  assert.equal(joinCommand(['goldsmith', 'nightly', '--days', '7']), 'goldsmith nightly --days 7');
  assert.equal(joinCommand(['sh', '-c', "echo 'a b' | wc", '']), "sh -c 'echo '\\''a b'\\'' | wc' ''");
});

test('split again, it has the same words', () => {
  const word = fc.string().filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      assert.deepEqual(splitCommand(joinCommand(['command', ...words])), ['command', ...words]);
    }),
  );
});
