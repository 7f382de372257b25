import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CitedSources, citedSources } from '../../src/models/cited-sources.ts';

const CASES: [answer: string, text: string, used: number[] | undefined][] = [
  ['A KITAS is a permit [1].', 'A KITAS is a permit.', [0]],
  ['A KITAS is a permit. [2] It lasts a year. [1]', 'A KITAS is a permit. It lasts a year.', [1, 0]],
  ['A permit[1][3] for foreigners[2, 1].', 'A permit for foreigners.', [0, 2, 1]],
  ['A permit [1-3].', 'A permit.', [0, 1, 2]],
  ['A permit [1; 3–4].', 'A permit.', [0, 2, 3]],
  ['A permit [^2] and [Source 1] more.', 'A permit and more.', [1, 0]],
  ['- One [1]\n- Two [2]', '- One\n- Two', [0, 1]],
  ['[1] A permit.\n[2] A visa.', 'A permit.\nA visa.', [0, 1]],
  ['A permit.', 'A permit.', undefined],
  ['In [2026] it was [0] and [9].', 'In [2026] it was [0] and [9].', undefined],
  ['See [1](https://x.example/1) and [1].', 'See [1](https://x.example/1) and.', [0]],
  ['Use `list[1]` [2].\n```\na = b [1]\n```', 'Use `list[1]`.\n```\na = b [1]\n```', [1]],
  ['A permit [3-1].', 'A permit [3-1].', undefined],
  ['', '', undefined],
];

for (const [answer, text, used] of CASES) {
  test(`the citations of ${JSON.stringify(answer)}`, () => {
    assert.deepEqual(citedSources(answer, 4), { text, used });
  });
}

const PIECES = fc.constantFrom(
  ...[
    '[',
    ']',
    '1',
    '2',
    '99',
    ', ',
    '-',
    ' ',
    '\n',
    '`',
    '``',
    '```',
    'word',
    '.',
    '(',
    '^',
    '[1]',
    'source ',
    '[source 2] ',
  ],
);

/** What goes out at each piece, and at the end. */
function streamed(pieces: string[], sources: number) {
  const cited = new CitedSources(sources);
  const out = pieces.map((piece) => cited.take(piece));
  out.push(cited.end());
  return { out, used: cited.used };
}

test('an answer that comes in pieces comes out the same, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (parts, sources) => {
      for (const pieces of [parts, [...parts.join('')]]) {
        const { out, used } = streamed(pieces, sources);
        assert.deepEqual({ text: out.join(''), used }, citedSources(parts.join(''), sources));
      }
    }),
    { numRuns: 2000 },
  );
});

for (const [pieces, out] of [
  [
    ['A permit [', '1', '] for', ' all.'],
    ['A permit', '', ' for', ' all.', ''],
  ],
  [
    ['A permit [1]', ' '],
    ['A permit', '', ''],
  ],
  [
    ['See [1]', '(https://x.example)'],
    ['See', ' [1](https://x.example)', ''],
  ],
  [
    ['A list [x', '] of'],
    ['A list [x', '] of', ''],
  ],
  [
    ['In [20', '26] it'],
    ['In', ' [2026] it', ''],
  ],
  [
    ['Use `a[', '1]` now'],
    ['Use', ' `a[1]` now', ''],
  ],
  [
    ['```\na[1]', '\n```', ' [1]'],
    ['```\na[1]', '\n```', '', ''],
  ],
  [
    ['A word', '  \n', '\nB'],
    ['A word', '', '  \n\nB', ''],
  ],
  [['Open [1'], ['Open', ' [1']],
] as const) {
  test(`in pieces, no more than is clear: ${JSON.stringify(pieces)}`, () =>
    assert.deepEqual(streamed([...pieces], 4).out, out));
}

test('an answer that is long and has many brackets takes no longer for it', () => {
  const answer = '[ 1 [[[ `` [1] '.repeat(20_000);
  assert.deepEqual(citedSources(answer, 1).used, [0]);
});

test('whatever a model writes, only given sources are cited, and without sources none is', () => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (parts, sources) => {
      const answer = parts.join('');
      const { text, used } = citedSources(answer, sources);
      for (const index of used ?? []) assert.ok(index >= 0 && index < sources);
      if (sources === 0) assert.deepEqual([text, used], [answer.trim(), undefined]);
    }),
  );
});
