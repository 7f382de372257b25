import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Partner, PartnerLists } from '../../src/mining/partner-lists.ts';

const LISTS = 4;
const partner: fc.Arbitrary<Partner> = fc.record(
  {
    cluster: fc.nat(9),
    bound: fc.oneof(fc.constantFrom(0.5, 0.9), fc.double({ min: -1, max: 1, noNaN: true })),
    size: fc.nat(3),
  },
  { noNullPrototype: true },
);
const step = fc.record({
  list: fc.nat(LISTS - 1),
  action: fc.oneof(fc.constantFrom('remove' as const, 'clear' as const), fc.array(partner, { maxLength: 400 })),
});

const order = (x: Partner, y: Partner) => y.bound - x.bound || x.cluster - y.cluster;
const place = ({ cluster, bound }: Partner) => ({ cluster, bound });

describe('PartnerLists', () => {
  it('has in every list the greatest bound first, of equal ones the lowest number', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lists = new PartnerLists(LISTS);
        const expected: Partner[][] = Array.from({ length: LISTS }, () => []);
        for (const { list, action } of steps) {
          if (action === 'clear') {
            lists.clear(list);
            expected[list] = [];
          } else if (action !== 'remove') {
            lists.replace(list, action);
            expected[list] = action.toSorted(order);
          } else if (expected[list].length > 0) {
            lists.removeFirst(list);
            expected[list].shift();
          }
          for (const [i, partners] of expected.entries()) {
            assert.equal(lists.lengthOf(i), partners.length);
            if (partners.length > 0) assert.deepEqual(place(lists.first(i)), place(partners[0]));
            const all = partners.map((_, at) => place(lists.at(i, at)));
            assert.deepEqual(new Set(all.map(String)), new Set(partners.map(place).map(String)));
          }
        }
      }),
    );
  });

  it('puts what replaces the first where it belongs', () => {
    const lists = new PartnerLists(1);
    const bounds = [0.9, 0.7, 0.8, 0.6];
    lists.replace(
      0,
      bounds.map((bound, cluster) => ({ cluster, bound, size: 0 })),
    );
    lists.replaceFirst(0, { cluster: 0, bound: 0.65, size: 5 });
    const first: Partner[] = [];
    for (; lists.lengthOf(0) > 0; lists.removeFirst(0)) first.push(lists.first(0));
    assert.deepEqual(
      first.map(({ cluster }) => cluster),
      [2, 1, 0, 3],
    );
    assert.equal(first[2].size, 5);
  });
});
