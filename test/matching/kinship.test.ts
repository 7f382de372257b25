import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Kinship, probabilityOfKin, type Standing } from '../../src/matching/kinship.ts';

const KINSHIP: Kinship = { temperature: 1.5, middle: 0.6, slope: 25, crowding: 0.7 };

/** One cluster far above everything else. */
const CLEAR: Standing = { scores: [30, 10, 8], strangerScore: 5, linkages: [0.9, 0.3, 0.2], crowding: 0.4 };

const anyStanding = fc
  .array(fc.tuple(fc.double({ min: -20, max: 40, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 24,
  })
  .chain((candidates) =>
    fc.record({
      scores: fc.constant(candidates.map(([score]) => score)),
      linkages: fc.constant(candidates.map(([, linkage]) => linkage)),
      strangerScore: fc.double({ min: -20, max: 40, noNaN: true }),
      crowding: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );

describe('probabilityOfKin', () => {
  it('is a probability', () => {
    fc.assert(
      fc.property(anyStanding, (standing) => {
        const probability = probabilityOfKin(standing, KINSHIP);
        assert.ok(probability >= 0 && probability <= 1, `${probability}`);
      }),
    );
  });

  it('is nearly 1 for a tight cluster that stands alone, and falls with a rival, a crowd and looseness', () => {
    const clear = probabilityOfKin(CLEAR, KINSHIP);
    assert.ok(clear > 0.99, `${clear}`);
    const rivalled = probabilityOfKin({ ...CLEAR, scores: [30, 29, 8] }, KINSHIP);
    assert.ok(rivalled < 0.8, `${rivalled}`);
    const crowded = probabilityOfKin({ ...CLEAR, crowding: 0.9 }, KINSHIP);
    const loose = probabilityOfKin({ ...CLEAR, linkages: [0.7, 0.3, 0.2] }, KINSHIP);
    assert.ok(crowded < clear && loose < clear, `${crowded} ${loose}`);
  });

  it('does not fall for a rival that is as good as the same cluster', () => {
    const twin = probabilityOfKin({ ...CLEAR, scores: [30, 29, 8], linkages: [0.9, 0.9, 0.2] }, KINSHIP);
    assert.ok(twin > 0.99, `${twin}`);
  });

  it('never rises with the crowd, nor falls with any linkage', () => {
    fc.assert(
      fc.property(
        anyStanding,
        fc.nat({ max: 23 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (standing, at, more) => {
          const probability = probabilityOfKin(standing, KINSHIP);
          const crowded = probabilityOfKin({ ...standing, crowding: standing.crowding + more }, KINSHIP);
          assert.ok(crowded <= probability + 1e-12);
          const i = at % standing.linkages.length;
          const linkages = standing.linkages.with(i, standing.linkages[i] + more);
          assert.ok(probabilityOfKin({ ...standing, linkages }, KINSHIP) >= probability - 1e-12);
        },
      ),
    );
  });

  it('takes a stranger for as near as it is said to be, and for as far as ever by matchers of before', () => {
    const told = probabilityOfKin({ ...CLEAR, strangerScore: 29 }, KINSHIP);
    const added = probabilityOfKin({ ...CLEAR, strangerScore: 20 }, { ...KINSHIP, stranger: 9 });
    assert.ok(Math.abs(told - added) < 1e-12 && told < 0.9, `${told} ${added}`);
    assert.equal(probabilityOfKin(CLEAR, { ...KINSHIP, stranger: 0 }), probabilityOfKin(CLEAR, KINSHIP));
  });
});
