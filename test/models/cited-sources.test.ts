import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { citedSources } from '../../src/models/cited-sources.ts';

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

test('whatever a model writes, only given sources are cited, and without sources none is', () => {
  const pieces = fc.constantFrom(
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
    '```',
    'word',
    '.',
    '(',
    '^',
    '[1]',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (parts, sources) => {
      const answer = parts.join('');
      const { text, used } = citedSources(answer, sources);
      for (const index of used ?? []) assert.ok(index >= 0 && index < sources);
      if (sources === 0) assert.deepEqual([text, used], [answer.trim(), undefined]);
    }),
  );
});
