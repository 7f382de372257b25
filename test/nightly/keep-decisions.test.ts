import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { NightPhrasing } from '../../src/nightly/embed-phrasings.ts';
import { type Decisions, keepHeldApart, placeByDecisions } from '../../src/nightly/keep-decisions.ts';

/** Phrasings by the cluster that each was in: letters, `{ 7: 'abc' }`; under 0 those that were in none. */
function night(previous: Record<number, string>): Map<string, NightPhrasing> {
  const phrasings = new Map<string, NightPhrasing>();
  for (const [cluster, letters] of Object.entries(previous))
    for (const letter of letters) {
      const id = phrasings.size + 1;
      const previousCluster = Number(cluster) || undefined;
      const users = new Map();
      const vector = new Float32Array();
      phrasings.set(letter, {
        id,
        text: letter,
        normalised: letter,
        language: 'en',
        vector,
        asked: 1,
        users,
        conversations: new Set(),
        previousCluster,
      });
    }
  return phrasings;
}

/** Tonight's groups as letters, by the labels that come out. */
function heldApart(
  previous: Record<number, string>,
  groups: string[],
  held: Record<number, string | undefined>,
): string[] {
  const phrasings = night(previous);
  const all = [...phrasings.values()];
  const labels = Int32Array.from(all, ({ text }) => groups.findIndex((group) => group.includes(text)));
  const questions = Object.entries(held).flatMap(([id, letter]) =>
    letter ? [[Number(id), phrasings.get(letter)!] as const] : [],
  );
  const decisions: Decisions = {
    answered: new Map(questions),
    held: new Set(Object.keys(held).map(Number)),
    renamed: new Set(),
    places: [],
  };
  const result = keepHeldApart(all, labels, decisions);
  const byLabel = Map.groupBy(all.keys(), (row) => result[row]);
  return [...byLabel]
    .filter(([label]) => label >= 0)
    .map(([, rows]) =>
      rows
        .map((row) => all[row].text)
        .sort()
        .join(''),
    )
    .sort();
}

describe('keepHeldApart', () => {
  it('leaves everything as it was mined where nobody has decided anything', () => {
    assert.deepEqual(heldApart({ 7: 'abc', 9: 'de' }, ['abcde'], {}), ['abcde']);
  });

  it('lets a cluster that somebody has decided on take others in', () => {
    assert.deepEqual(heldApart({ 7: 'ab', 9: 'cde' }, ['abcde'], { 7: 'a' }), ['abcde']);
  });

  it('keeps two apart that people have decided on; what is new goes with the larger', () => {
    assert.deepEqual(heldApart({ 7: 'ab', 9: 'cde', 0: 'x' }, ['abcdex'], { 7: 'a', 9: 'c' }), ['ab', 'cdex']);
  });

  it('keeps together what else of a cluster stands alone when its question does', () => {
    assert.deepEqual(heldApart({ 7: 'abc' }, ['c'], { 7: 'a' }), ['ab', 'c']);
  });

  it('goes by most of its phrasings where its question was never asked', () => {
    assert.deepEqual(heldApart({ 7: 'abc', 9: 'de' }, ['abde', 'c'], { 7: undefined, 9: 'd' }), ['ab', 'c', 'de']);
  });
});

/** What becomes of groups by decisions, as letters by id. */
function placed(
  groups: [id: number | undefined, letters: string][],
  decisions: [letter: string, cluster: number, belongs: boolean][],
  merged: { id: number; into: number }[] = [],
): [number | undefined, string][] {
  const phrasings = night({ 0: 'abcdefgh' });
  const places = decisions.map(([letter, clusterId, belongs]) => ({
    phrasingId: phrasings.get(letter)!.id!,
    clusterId,
    belongs,
  }));
  const result = placeByDecisions(
    {
      groups: groups.map(([, letters]) => [...letters].map((letter) => phrasings.get(letter)!)),
      ids: groups.map(([id]) => id),
    },
    [...phrasings.values()],
    { answered: new Map(), held: new Set(), renamed: new Set(), places },
    merged,
  );
  return result.groups.map((group, i) => [
    result.ids[i],
    group
      .map(({ text }) => text)
      .sort()
      .join(''),
  ]);
}

describe('placeByDecisions', () => {
  it('moves a phrasing to the cluster it belongs to', () => {
    assert.deepEqual(
      placed(
        [
          [7, 'abc'],
          [9, 'de'],
        ],
        [['c', 9, true]],
      ),
      [
        [7, 'ab'],
        [9, 'cde'],
      ],
    );
  });

  it('keeps a phrasing out of the cluster it does not belong to', () => {
    assert.deepEqual(placed([[7, 'abc']], [['c', 7, false]]), [[7, 'ab']]);
    assert.deepEqual(placed([[9, 'abc']], [['c', 7, false]]), [[9, 'abc']]);
  });

  it('holds of the cluster that took the other in', () => {
    assert.deepEqual(
      placed(
        [
          [9, 'abc'],
          [5, 'd'],
        ],
        [
          ['d', 7, true],
          ['a', 7, false],
        ],
        [{ id: 7, into: 9 }],
      ),
      [
        [9, 'bcd'],
        [5, ''],
      ],
    );
  });

  it('makes the cluster anew where none of it is left', () => {
    assert.deepEqual(
      placed(
        [[9, 'abc']],
        [
          ['c', 7, true],
          ['d', 7, true],
        ],
      ),
      [
        [9, 'ab'],
        [7, 'cd'],
      ],
    );
  });

  it('whatever the groups: every decision holds, and nobody else moves', () => {
    const letters = fc.constantFrom(...'abcdefgh');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 8, maxLength: 8 }),
        fc.uniqueArray(fc.tuple(letters, fc.constantFrom(1, 2, 3, 4), fc.boolean()), {
          selector: ([letter]) => letter,
        }),
        (home, decisions) => {
          const groups = [1, 2, 3].map((id): [number, string] => [
            id,
            [...'abcdefgh'].filter((_, i) => home[i] === id).join(''),
          ]);
          const after = placed(groups, decisions);
          const whereIs = (letter: string) => after.filter(([, members]) => members.includes(letter)).map(([id]) => id);
          for (const [letter, cluster, belongs] of decisions) {
            if (belongs) assert.deepEqual(whereIs(letter), [cluster]);
            else assert.ok(!whereIs(letter).includes(cluster));
          }
          const decided = new Set(decisions.map(([letter]) => letter));
          for (const [id, members] of groups)
            for (const letter of members) if (!decided.has(letter)) assert.deepEqual(whereIs(letter), [id]);
        },
      ),
    );
  });
});
