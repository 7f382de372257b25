import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildNeighbourGraph } from '../../src/mining/neighbour-graph.ts';
import { forEachPair } from '../../src/mining/vector-pairs.ts';
import { randomDirection, seededRandom, unit, vectorsInClumps } from '../support/vectors-in-clumps.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe('buildNeighbourGraph', () => {
  for (const [rows, k] of [
    [2, 1],
    [5, 3],
    [63, 15],
    [64, 5],
    [65, 5],
    [200, 15],
    [10, 20],
  ]) {
    it(`finds the ${k} most similar others of each of ${rows} rows, as comparing all does`, async () => {
      const random = seededRandom(rows * 31 + k);
      const vectors = Array.from({ length: rows }, () => randomDirection(random, 24));
      const graph = await buildNeighbourGraph(vectors, k);
      assert.equal(graph.k, k);
      assert.equal(graph.neighbours.length, rows * k);
      vectors.forEach((vector, i) => {
        const expected = vectors
          .map((other, j) => ({ j, similarity: cosine(vector, other) }))
          .filter(({ j }) => j !== i)
          .sort((a, b) => b.similarity - a.similarity)
          .slice(0, k);
        const slots = Array.from({ length: k }, (_, slot) => i * k + slot).filter((at) => graph.neighbours[at] >= 0);
        assert.deepEqual(new Set(slots.map((at) => graph.neighbours[at])), new Set(expected.map(({ j }) => j)));
        assert.equal(slots.length, Math.min(k, rows - 1));
        for (const at of slots) {
          assert.ok(Math.abs(graph.similarities[at] - cosine(vector, vectors[graph.neighbours[at]])) < 1e-5);
        }
      });
    });
  }

  it('leaves places empty where there are no others', async () => {
    const { neighbours } = await buildNeighbourGraph([unit(Float32Array.of(1, 1))], 3);
    assert.deepEqual([...neighbours], [-1, -1, -1]);
    assert.equal((await buildNeighbourGraph([], 3)).neighbours.length, 0);
  });

  it('finds others among equal and among opposite vectors', async () => {
    const [v] = vectorsInClumps(1, [1], 8, 0);
    const opposite = v.map((x) => -x);
    const { neighbours } = await buildNeighbourGraph([v, v, v, opposite], 2);
    for (let row = 0; row < 4; row++) {
      const found = [...neighbours.slice(row * 2, row * 2 + 2)];
      assert.ok(found.every((other) => other >= 0 && other !== row));
      assert.equal(new Set(found).size, 2);
    }
  });

  it('stops when its signal is aborted, with its reason', async () => {
    const reason = new Error('the night was stopped');
    const vectors = vectorsInClumps(2, [300], 16, 1);
    await assert.rejects(buildNeighbourGraph(vectors, 5, AbortSignal.abort(reason)), (error) => error === reason);
  });
});

describe('forEachPair', () => {
  it('visits each pair once with its cosine, whatever the number of rows', async () => {
    for (const rows of [0, 1, 2, 3, 4, 5, 63, 64, 65, 66, 67, 68, 127, 128, 129, 133]) {
      const vectors = vectorsInClumps(rows + 1, [rows], 10, 1);
      const seen = new Map<string, number>();
      await forEachPair(vectors, (i, j, similarity) => {
        assert.ok(i < j);
        assert.ok(!seen.has(`${i}/${j}`));
        seen.set(`${i}/${j}`, similarity);
        assert.ok(Math.abs(similarity - cosine(vectors[i], vectors[j])) < 1e-5);
      });
      assert.equal(seen.size, rows < 2 ? 0 : (rows * (rows - 1)) / 2);
    }
  });

  it('lets other work run in between', async () => {
    let others = 0;
    const timer = setInterval(() => others++, 0);
    try {
      await forEachPair(vectorsInClumps(4, [3000], 16, 1), () => {});
    } finally {
      clearInterval(timer);
    }
    assert.ok(others > 0);
  });
});
