import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NearestClusters } from '../../src/matching/nearest-clusters.ts';
import { dot } from '../../src/matching/vectors.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

/** How near the last of so many nearest clusters is: plain, without bytes. */
function leastOf(similarities: number[], clusters: number[], most: number, inScope: boolean[]): number {
  const best = new Map<number, number>();
  for (const [place, similarity] of similarities.entries()) {
    if (inScope[place]) best.set(clusters[place], Math.max(similarity, best.get(clusters[place]) ?? -1));
  }
  return [...best.values()].sort((a, b) => b - a)[most - 1] ?? -1;
}

/** Below this 32-bit floats do not tell two similarities apart. */
const SAME = 1e-6;

describe('NearestClusters', () => {
  it('finds what comparing all vectors exactly finds, spread out or so close that bytes tell few of them apart', () => {
    for (const width of [5, 16, 384]) {
      for (const spread of [3, 0.3, 0.05]) {
        for (let seed = 1; seed <= 8; seed++) {
          const random = seededRandom(1000 * seed + width);
          const centre = randomDirection(random, width);
          const vectors = Array.from({ length: 300 }, () => near(random, centre, spread));
          const clusters = vectors.map(() => Math.floor(random() * 150) - 20);
          const inScope = vectors.map(() => random() < 0.8);
          const question = near(random, centre, spread);
          const index = new NearestClusters(vectors, clusters);
          const similarities = vectors.map((vector) => dot(question, vector));
          for (const most of [1, 24, 1000]) {
            const found = new Set(index.search(question, most, (place) => inScope[place]));
            const least = leastOf(similarities, clusters, most, inScope);
            for (const [place, similarity] of similarities.entries()) {
              if (Math.abs(similarity - least) < SAME) continue;
              assert.equal(found.has(place), inScope[place] && similarity > least);
            }
            assert.ok(found.size > 0);
          }
        }
      }
    }
  });

  it('finds nothing where there is nothing, and nothing near what is no numbers', () => {
    const question = randomDirection(seededRandom(1), 16);
    assert.deepEqual(
      new NearestClusters([], []).search(question, 3, () => true),
      [],
    );
    const one = new NearestClusters([question], [1]);
    assert.deepEqual(
      one.search(question, 3, () => false),
      [],
    );
    assert.deepEqual(
      one.search(new Float32Array(16).fill(Number.NaN), 3, () => true),
      [],
    );
  });
});
