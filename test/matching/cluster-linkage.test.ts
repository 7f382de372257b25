import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ClusterLinkage } from '../../src/matching/cluster-linkage.ts';
import type { IndexedPhrasing } from '../../src/matching/phrasing-index.ts';
import { dot } from '../../src/matching/vectors.ts';
import { randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const WIDTH = 24;

function randomClusters(seed: number, sizes: readonly number[]): IndexedPhrasing[] {
  const random = seededRandom(seed);
  return sizes.flatMap((size, cluster) =>
    Array.from({ length: size }, () => ({
      text: 'x',
      vector: randomDirection(random, WIDTH),
      cluster,
      language: undefined,
    })),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean cosine over all pairs, pair by pair. */
function linkageByPairs(phrasings: readonly IndexedPhrasing[], a: number, b: number): number {
  const [left, right] = [a, b].map((cluster) => phrasings.filter((phrasing) => phrasing.cluster === cluster));
  const pairs = left.flatMap((x) => right.filter((y) => x !== y).map((y) => dot(x.vector, y.vector)));
  return pairs.length === 0 ? 1 : meanOf(pairs);
}

describe('ClusterLinkage', () => {
  it('is the mean cosine over all pairs of members, of a cluster with itself too', () => {
    const anySizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(fc.nat(), anySizes, (seed, sizes) => {
        const phrasings = randomClusters(seed, sizes);
        const linkage = new ClusterLinkage(phrasings);
        for (const a of sizes.keys()) {
          const between = linkage.between(a, [...sizes.keys()]);
          for (const b of sizes.keys()) {
            const expected = linkageByPairs(phrasings, a, b);
            assert.ok(Math.abs(between[b] - expected) < 1e-5, `${a} ${b}`);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('reckons crowding from the five nearest, clusters or lone questions', () => {
    const sizes = [3, 1, 4, 2, 5, 3, 2, 6];
    const phrasings = randomClusters(7, sizes);
    // Lone questions have negative numbers; the last is a member of the cluster over again, nearer than all else.
    const lone = [...randomClusters(8, [4]), phrasings[0]].map((phrasing, i) => ({ ...phrasing, cluster: -1 - i }));
    const all = [...phrasings, ...lone];
    const linkage = new ClusterLinkage(all);
    const others = [...[...sizes.keys()].slice(1), ...lone.map(({ cluster }) => cluster)];
    const nearest = others.map((other) => linkageByPairs(all, 0, other)).sort((a, b) => b - a);
    assert.ok(Math.abs(linkage.crowding(0) - meanOf(nearest.slice(0, 5))) < 1e-5);
    assert.equal(linkage.crowding(0), linkage.crowding(0));
    const withoutLone = new ClusterLinkage(phrasings).crowding(0);
    assert.ok(linkage.crowding(0) > withoutLone);
  });

  it('knows no crowd where there is one cluster, and fewer than five are a crowd of fewer', () => {
    assert.equal(new ClusterLinkage(randomClusters(1, [3])).crowding(0), 0);
    const three = randomClusters(2, [2, 2, 2]);
    const expected = meanOf([1, 2].map((other) => linkageByPairs(three, 0, other)));
    assert.ok(Math.abs(new ClusterLinkage(three).crowding(0) - expected) < 1e-5);
  });
});
