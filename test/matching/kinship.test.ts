import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Kinship, kinshipIn, noveltyOf, probabilityOfKin, type Standing } from '../../src/matching/kinship.ts';

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

describe('noveltyOf', () => {
  it('is the share of questions that resemble no other, half a question added to either side', () => {
    assert.equal(noveltyOf([0.9, 0.8, 0.3]), 1.5 / 4);
    assert.equal(noveltyOf([]), 0.5);
    assert.equal(noveltyOf([-1]), 0.75);
    assert.ok(Math.abs(noveltyOf([...new Array(9_800).fill(0.95), ...new Array(200).fill(0.4)]) - 0.02) < 1e-3);
  });

  it('falls when a question finds one that it resembles, and is never sure', () => {
    const cosines = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(cosines, fc.nat(), (nearest, at) => {
        const novelty = noveltyOf(nearest);
        assert.ok(novelty > 0 && novelty < 1);
        assert.ok(noveltyOf(nearest.with(at % nearest.length, 1)) <= novelty);
      }),
    );
  });
});

describe('kinshipIn', () => {
  const PRIOR = { ...KINSHIP, stranger: 5, novelty: 0.02 };
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  it('is the prior where half of the log is new, and asks for more the more is new', () => {
    assert.deepEqual(kinshipIn(0.5, PRIOR), { ...KINSHIP, stranger: 5 });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((novelty) => kinshipIn(novelty, PRIOR));
        assert.ok(less.middle <= more.middle);
        assert.deepEqual({ ...less, middle: 0 }, { ...more, middle: 0 });
      }),
    );
  });

  it('makes no answer likelier in a log where more is new', () => {
    fc.assert(
      fc.property(anyStanding, share, share, (standing, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((novelty) =>
          probabilityOfKin(standing, kinshipIn(novelty, PRIOR)),
        );
        assert.ok(more <= less + 1e-12);
      }),
    );
  });

  it('draws out nothing beyond what the public logs have shown', () => {
    assert.deepEqual(kinshipIn(0, PRIOR), kinshipIn(0.03, PRIOR));
    assert.deepEqual(kinshipIn(1, PRIOR), kinshipIn(0.97, PRIOR));
  });
});
