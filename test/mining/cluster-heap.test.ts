import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ClusterHeap } from '../../src/mining/cluster-heap.ts';

const CLUSTERS = 12;
const step = fc.oneof(
  fc.record({ cluster: fc.nat(CLUSTERS - 1), key: fc.oneof(fc.constantFrom(0.5, 0.9), fc.double({ noNaN: true })) }),
  fc.record({ removed: fc.nat(CLUSTERS - 1) }),
);

describe('ClusterHeap', () => {
  it('has on top the greatest key, of equal ones the lowest number, whatever is put in, changed and taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new ClusterHeap(CLUSTERS);
        const keys = new Map<number, number>();
        for (const one of steps) {
          if ('removed' in one) {
            heap.remove(one.removed);
            keys.delete(one.removed);
          } else {
            heap.set(one.cluster, one.key);
            keys.set(one.cluster, one.key);
          }
          const [first] = [...keys].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
          assert.equal(heap.top(), first?.[0] ?? -1);
        }
      }),
    );
  });
});
