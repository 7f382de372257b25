import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../../src/mining/judging/seeded-random.ts';

describe('SeededRandom', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const drawn = (from: number, count: number) => {
    const random = new SeededRandom(from);
    return Array.from({ length: count }, () => random.next());
  };

  it('draws the same for the same seed, and something else for another', () => {
    fc.assert(
      fc.property(seed, (from) => {
        assert.deepEqual(drawn(from, 20), drawn(from, 20));
        assert.notDeepEqual(drawn(from, 20), drawn((from + 1) % 2 ** 32, 20));
      }),
    );
  });

  it('draws from 0 up to but not including 1, evenly', () => {
    const numbers = drawn(7, 20_000);
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((number) => Math.floor(10 * number) === tenth).length / numbers.length;
      assert.ok(Math.abs(share - 0.1) < 0.01, `${share} of all in tenth ${tenth}`);
    }
  });

  it('draws whole numbers below an end, and each of some items', () => {
    const random = new SeededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.below(5)));
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
    assert.equal(random.choose(['only']), 'only');
    const chosen = new Set(Array.from({ length: 200 }, () => random.choose(['a', 'b', 'c'])));
    assert.deepEqual([...chosen].sort(), ['a', 'b', 'c']);
  });

  it('shuffles into a permutation, and leaves the items as they were', () => {
    fc.assert(
      fc.property(seed, fc.array(fc.integer()), (from, items) => {
        const before = [...items];
        const shuffled = new SeededRandom(from).shuffled(items);
        assert.deepEqual(items, before);
        assert.deepEqual(shuffled.toSorted(), items.toSorted());
        assert.deepEqual(new SeededRandom(from).shuffled(items), shuffled);
      }),
    );
  });

  it('puts every item at every place equally often', () => {
    const random = new SeededRandom(11);
    const firsts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) firsts[random.shuffled([0, 1, 2, 3])[0]]++;
    for (const times of firsts) assert.ok(Math.abs(times - 2000) < 200, firsts.join());
  });
});
