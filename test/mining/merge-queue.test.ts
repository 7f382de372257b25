import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Merge, MergeQueue } from '../../src/mining/merge-queue.ts';

const merge: fc.Arbitrary<Merge> = fc.record(
  {
    similarity: fc.oneof(fc.constantFrom(0.5, 0.9), fc.double({ min: -1, max: 1, noNaN: true })),
    a: fc.nat(6),
    b: fc.nat(6),
    versionA: fc.nat(2),
    versionB: fc.nat(2),
  },
  { noNullPrototype: true },
);

const order = (x: Merge, y: Merge) => y.similarity - x.similarity || x.a - y.a || x.b - y.b;
const place = ({ similarity, a, b }: Merge) => ({ similarity, a, b });

describe('MergeQueue', () => {
  it('gives the most similar first, and equal ones by their numbers', () => {
    fc.assert(
      fc.property(fc.array(merge, { maxLength: 200 }), (merges) => {
        const queue = new MergeQueue();
        for (const one of merges) queue.push(one);
        const popped = merges.map(() => queue.pop()!);
        assert.deepEqual(popped.map(place), merges.toSorted(order).map(place));
        assert.deepEqual(new Set(popped), new Set(merges), 'the merges themselves come back, each once');
        assert.equal(queue.pop(), undefined);
      }),
    );
  });

  it('gives the first of those that are in it while more come and go', () => {
    const step = fc.option(merge, { nil: 'pop' as const });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new MergeQueue();
        const inIt: Merge[] = [];
        for (const one of steps) {
          if (one !== 'pop') {
            queue.push(one);
            inIt.push(one);
            continue;
          }
          const [expected] = inIt.sort(order);
          const popped = queue.pop();
          assert.deepEqual(popped && place(popped), expected && place(expected));
          if (popped) inIt.splice(inIt.indexOf(popped), 1);
        }
      }),
    );
  });

  it('gives nothing when it is empty, and works on afterwards', () => {
    const queue = new MergeQueue();
    assert.equal(queue.pop(), undefined);
    const only = { similarity: 1, a: 0, b: 1, versionA: 0, versionB: 0 };
    queue.push(only);
    assert.equal(queue.pop(), only);
    assert.equal(queue.pop(), undefined);
  });
});
