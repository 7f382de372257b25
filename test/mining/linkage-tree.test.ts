import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { averageLinkage, linkageTree } from '../../src/mining/average-linkage.ts';
import { LinkageTree } from '../../src/mining/linkage-tree.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

describe('LinkageTree', () => {
  it('gives at every cut what merging up to that cut gives', async () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const vectors = Array.from({ length: 8 }, () => randomDirection(random, 24)).flatMap((centre) =>
        Array.from({ length: 25 }, () => near(random, centre, 0.2 + random())),
      );
      const tree = await linkageTree(vectors, 0.5);
      for (const cut of [0.01, 0.1, 0.2, 0.35, 0.5]) {
        assert.deepEqual(tree.labelsAt(cut), await averageLinkage(vectors, cut), `seed ${seed}, cut ${cut}`);
      }
    }
  });

  it('counts labels in order of first appearance, whatever the order of the merges', () => {
    const tree = new LinkageTree(6);
    tree.add(2, 5, 0.7);
    tree.add(4, 1, 0.95);
    tree.add(5, 4, 0.5);
    assert.deepEqual([...tree.labelsAt(0)], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([...tree.labelsAt(0.1)], [0, 1, 2, 3, 1, 4]);
    assert.deepEqual([...tree.labelsAt(0.3)], [0, 1, 2, 3, 1, 2]);
    assert.deepEqual([...tree.labelsAt(0.5)], [0, 1, 1, 2, 1, 1]);
  });

  it('takes no rows and no merges', () => {
    assert.deepEqual([...new LinkageTree(0).labelsAt(0.5)], []);
    assert.deepEqual([...new LinkageTree(2).labelsAt(0.5)], [0, 1]);
  });
});
