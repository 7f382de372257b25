import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterForest } from '../../src/mining/cluster-forest.ts';
import type { NeighbourGraph } from '../../src/mining/neighbour-graph.ts';
import { near, partitionOf, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const WIDTH = 12;
const LEAST = 0.6;

/** The k nearest of the exhausted among the live, of which a share is missed. */
function search(forest: ClusterForest, k: number, missed: number, random: () => number): NeighbourGraph {
  const means = Array.from(forest.live, (cluster) => {
    const mean = new Float32Array(WIDTH);
    forest.writeMean(cluster, mean);
    return mean;
  });
  const neighbours = new Int32Array(forest.exhausted.length * k).fill(-1);
  const similarities = new Float32Array(forest.exhausted.length * k);
  for (const [i, cluster] of forest.exhausted.entries()) {
    const place = forest.live.indexOf(cluster);
    assert.ok(place >= 0, 'what is asked about can still merge');
    const nearest = means
      .map((mean, other) => ({ other, similarity: mean.reduce((sum, x, at) => sum + x * means[place][at], 0) }))
      .filter(({ other, similarity }) => other !== place && similarity >= LEAST && random() >= missed)
      .sort((x, y) => y.similarity - x.similarity);
    for (const [slot, { other, similarity }] of nearest.slice(0, k).entries()) {
      neighbours[i * k + slot] = other;
      similarities[i * k + slot] = similarity;
    }
  }
  return { k, neighbours, similarities };
}

function cluster(vectors: Float32Array[], k: number, missed: number, random: () => number): number[][] {
  const forest = new ClusterForest(vectors.length, WIDTH, LEAST);
  for (const _ of forest.take(vectors));
  for (let round = 0; forest.exhausted.length > 0; round++) {
    assert.ok(round < vectors.length, 'comes to an end');
    for (const _ of forest.refresh(search(forest, k, missed, random)));
    for (const _ of forest.merge());
  }
  return partitionOf(forest.tree.labelsAt(1 - LEAST));
}

function vectors(random: () => number): Float32Array[] {
  const centres = Array.from({ length: 25 }, () => randomDirection(random, WIDTH));
  return Array.from({ length: 200 }, (_, i) => near(random, centres[i % 25], 1));
}

describe('ClusterForest', () => {
  it('gives the same clusters however few partners are looked up at a time', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const rows = vectors(seededRandom(seed));
      const expected = cluster(rows, 200, 0, () => 0);
      for (const k of [1, 2, 5])
        assert.deepEqual(
          cluster(rows, k, 0, () => 0),
          expected,
          `seed ${seed}, ${k} at a time`,
        );
    }
  });

  it('comes to an end whatever the search misses', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const rows = vectors(random);
      for (const missed of [0.3, 0.6]) assert.ok(cluster(rows, 3, missed, random).length < rows.length);
    }
  });
});
