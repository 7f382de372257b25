import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitCommand } from '../../src/schedule/split-command.ts';

const LINES: [line: string, words: string[]][] = [
  ['goldsmith nightly --days 7', ['goldsmith', 'nightly', '--days', '7']],
  ['  a\tb\n c ', ['a', 'b', 'c']],
  [`sh -c 'echo "$HOME" | wc > x'`, ['sh', '-c', 'echo "$HOME" | wc > x']],
  [`a "b \\" \\\\ \\n \\$c" d`, ['a', 'b " \\ \\n $c', 'd']],
  [`a '' "" b''c`, ['a', '', '', 'bc']],
  ['a b\\ c \\| HEAD~1 x#y', ['a', 'b c', '|', 'HEAD~1', 'x#y']],
];

for (const [line, words] of LINES)
  test(`${JSON.stringify(line)} has the words ${JSON.stringify(words)}`, () => {
    assert.deepEqual(splitCommand(line), words);
  });

test('words are those of a shell', () => {
  const parts = fc.constantFrom(
    'a',
    ' ',
    '\t',
    '\\ ',
    "'",
    '"',
    '\\"',
    '\\\\',
    "' '",
    '" "',
    '\\n',
    '=',
    '-',
    'é',
    '~1',
    '|',
    '$',
  );
  const lines = fc
    .sample(
      fc.array(parts, { minLength: 1, maxLength: 12 }).map((p) => p.join('')),
      2_000,
    )
    .flatMap((rest) => {
      try {
        const words = splitCommand(`x${rest}`);
        return [{ line: `x${rest}`, words }];
      } catch {
        return [];
      }
    });
  assert.ok(lines.length > 100);
  const script = lines.map(({ line }) => `printf '%s\\0' ${line}; printf '\\1'`).join('\n');
  const told = execFileSync('sh', { input: script, encoding: 'utf8' }).split('\u0001').slice(0, -1);
  assert.deepEqual(
    lines.map(({ words }) => words),
    told.map((words) => words.split('\0').slice(0, -1)),
  );
});

const FAULTS: [line: string, fault: RegExp][] = [
  ['', /names no command/],
  ["''", /names no command/],
  ['a | b', /\| is for a shell.*sh -c/],
  ['a > b', /> is for a shell/],
  ['a && b', /& is for a shell/],
  ['rm *.log', /\* is for a shell/],
  ['echo $HOME', /\$ is for a shell/],
  ['echo "$HOME"', /\$ is for a shell.*single quotes/],
  ['ls ~', /~ is for a shell/],
  ['a # b', /# is for a shell/],
  ["a 'b", /quote ' is not closed/],
  ['a "b\\"', /quote " is not closed/],
  ['a \\', /backslash/],
  ['a \0', /NUL/],
  ['DAYS=3 goldsmith nightly', /env DAYS=/],
];

for (const [line, fault] of FAULTS)
  test(`${JSON.stringify(line)} is refused`, () => {
    assert.throws(() => splitCommand(line), fault);
  });
