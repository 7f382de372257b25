import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assignIdentities, type ClusterChanges } from '../../src/mining/cluster-identity.ts';

/** Last night's clusters by their id, phrasings as letters: `{ 7: 'abc' }`. */
function night(previous: Record<number, string>, ...groups: string[]) {
  const before = new Map<string, number>();
  for (const [id, phrasings] of Object.entries(previous)) for (const key of phrasings) before.set(key, Number(id));
  return assignIdentities(
    groups.map((group) => [...group]),
    before,
  );
}

const NONE: ClusterChanges = { unchanged: [], grown: [], merged: [], split: [], vanished: [], created: [] };

describe('assignIdentities', () => {
  it('keeps the ids of unchanged clusters, in whatever order they come', () => {
    const { ids, changes } = night({ 7: 'abc', 9: 'de' }, 'de', 'abc');
    assert.deepEqual(ids, [9, 7]);
    assert.deepEqual(changes, { ...NONE, unchanged: [9, 7] });
  });

  it('keeps the id of a cluster that has grown', () => {
    const { ids, changes } = night({ 7: 'abc' }, 'abcx');
    assert.deepEqual(ids, [7]);
    assert.deepEqual(changes, { ...NONE, grown: [7] });
  });

  it('gives two merged clusters the id of the larger', () => {
    const { ids, changes } = night({ 7: 'ab', 9: 'cde' }, 'abcde');
    assert.deepEqual(ids, [9]);
    assert.deepEqual(changes.merged, [{ id: 7, into: 9 }]);
    assert.deepEqual(changes.vanished, []);
  });

  it('leaves the id of a split cluster to its larger part', () => {
    const { ids, changes } = night({ 7: 'abcde' }, 'ab', 'cde');
    assert.deepEqual(ids, [undefined, 7]);
    assert.deepEqual(changes.split, [{ from: 7, group: 0 }]);
    assert.deepEqual(changes.created, []);
  });

  it('leaves an answered cluster to the part with the question that its answer was written for', () => {
    const answered = new Map([[7, 'a']]);
    const before = new Map([...'abcde'].map((key) => [key, 7]));
    const split = assignIdentities([[...'ab'], [...'cde']], before, answered);
    assert.deepEqual(split.ids, [7, undefined]);
    assert.deepEqual(split.changes, { ...NONE, unchanged: [7], split: [{ from: 7, group: 1 }] });
  });

  it('gives nobody the id of an answered cluster whose question stands alone tonight', () => {
    const before = new Map([...'abcde'].map((key) => [key, 7]));
    const { ids, changes } = assignIdentities([[...'bcde']], before, new Map([[7, 'a']]));
    assert.deepEqual(ids, [undefined]);
    assert.deepEqual(changes, { ...NONE, split: [{ from: 7, group: 0 }], vanished: [7] });
  });

  it('gives two answered clusters that merge the id of the larger', () => {
    const before = new Map([
      ...[...'ab'].map((key) => [key, 7] as const),
      ...[...'cde'].map((key) => [key, 9] as const),
    ]);
    const answered = new Map([
      [7, 'a'],
      [9, 'e'],
    ]);
    const { ids, changes } = assignIdentities([[...'abcde']], before, answered);
    assert.deepEqual(ids, [9]);
    assert.deepEqual(changes.merged, [{ id: 7, into: 9 }]);
  });

  it('gives a new cluster no id', () => {
    const { ids, changes } = night({ 7: 'abc' }, 'abc', 'xyz');
    assert.deepEqual(ids, [7, undefined]);
    assert.deepEqual(changes, { ...NONE, unchanged: [7], created: [1] });
  });

  it('tells which clusters have vanished', () => {
    const { ids, changes } = night({ 7: 'abc', 9: 'de' }, 'abc');
    assert.deepEqual(ids, [7]);
    assert.deepEqual(changes, { ...NONE, unchanged: [7], vanished: [9] });
  });

  it('follows a cluster of which half is lost', () => {
    assert.deepEqual(night({ 7: 'abcd' }, 'ab').ids, [7]);
  });

  it('gives the id to the older cluster, the one with the smaller id, when overlaps are equal', () => {
    assert.deepEqual(night({ 9: 'ab', 7: 'cd' }, 'abcd').ids, [7]);
    assert.deepEqual(night({ 7: 'abcd' }, 'cd', 'ab').ids, [7, undefined]);
  });

  it('gives an exchanged phrasing to no one but its group', () => {
    const { ids, changes } = night({ 7: 'abc', 9: 'de' }, 'ab', 'cde');
    assert.deepEqual(ids, [7, 9]);
    assert.deepEqual([changes.merged, changes.split, changes.vanished, changes.created], [[], [], [], []]);
  });

  it('starts with nothing but new clusters, and ends with nothing but vanished ones', () => {
    assert.deepEqual(night({}, 'ab', 'c'), { ids: [undefined, undefined], changes: { ...NONE, created: [0, 1] } });
    assert.deepEqual(night({ 7: 'a', 3: 'b' }), { ids: [], changes: { ...NONE, vanished: [3, 7] } });
    assert.deepEqual(night({}), { ids: [], changes: NONE });
  });

  describe('whatever the nights', () => {
    const KEYS = [...'abcdefghijklmnop'];
    const place = fc.option(fc.nat(4), { nil: undefined });
    const nights = fc.tuple(
      fc.array(place, { minLength: 16, maxLength: 16 }),
      fc.array(place, { minLength: 16, maxLength: 16 }),
    );
    const check = (test: (groups: string[][], previous: Map<string, number>) => void) =>
      fc.assert(
        fc.property(nights, ([before, now]) => {
          const previous = new Map<string, number>();
          const groups = new Map<number, string[]>();
          KEYS.forEach((key, i) => {
            const id = before[i];
            const group = now[i];
            if (id !== undefined) previous.set(key, id + 50);
            if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), key]);
          });
          test([...groups.values()], previous);
        }),
        { numRuns: 500 },
      );

    it('gives each id at most once, and only to a group with one of its phrasings', () => {
      check((groups, previous) => {
        const { ids } = assignIdentities(groups, previous);
        const given = ids.filter((id) => id !== undefined);
        assert.equal(ids.length, groups.length);
        assert.equal(new Set(given).size, given.length);
        ids.forEach((id, group) => {
          if (id !== undefined) assert.ok(groups[group].some((key) => previous.get(key) === id));
        });
      });
    });

    it('tells of each old cluster exactly once what became of it', () => {
      check((groups, previous) => {
        const { ids, changes } = assignIdentities(groups, previous);
        const told = [
          ...changes.unchanged,
          ...changes.grown,
          ...changes.merged.map(({ id }) => id),
          ...changes.vanished,
        ];
        assert.deepEqual(told.toSorted(), [...new Set(previous.values())].toSorted());
        for (const { id, into } of changes.merged) assert.ok(id !== into && ids.includes(into));
      });
    });

    it('tells of each group exactly once where it comes from', () => {
      check((groups, previous) => {
        const { ids, changes } = assignIdentities(groups, previous);
        const kept = groups.flatMap((_, group) => (ids[group] === undefined ? [] : [group]));
        const told = [...kept, ...changes.split.map(({ group }) => group), ...changes.created];
        assert.deepEqual(
          told.toSorted((a, b) => a - b),
          groups.map((_, group) => group),
        );
        for (const { from, group } of changes.split) assert.ok(groups[group].some((key) => previous.get(key) === from));
        for (const group of changes.created) assert.ok(groups[group].every((key) => !previous.has(key)));
      });
    });

    it('changes nothing when a night finds what the last one found', () => {
      check((groups, previous) => {
        const first = assignIdentities(groups, previous).ids.map((id, group) => id ?? 900 + group);
        const after = new Map(groups.flatMap((keys, group) => keys.map((key) => [key, first[group]] as const)));
        const second = assignIdentities(groups, after);
        assert.deepEqual(second.ids, first);
        assert.deepEqual(second.changes, { ...NONE, unchanged: first });
      });
    });
  });
});
