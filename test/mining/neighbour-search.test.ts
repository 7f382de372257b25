import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NeighbourSearch, type SearchOptions } from '../../src/mining/neighbour-search.ts';
import { randomDirection, seededRandom, vectorsInClumps } from '../support/vectors-in-clumps.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** Each query's neighbours, the most similar first. */
async function nearest(
  vectors: Float32Array[],
  { k, floor = -2, queries = vectors.map((_, i) => i) }: { k: number; floor?: number; queries?: number[] },
  options?: SearchOptions,
): Promise<{ other: number; similarity: number }[][]> {
  const search = new NeighbourSearch(vectors[0].length, vectors.length, options);
  try {
    const rows = {
      count: vectors.length,
      write: (row: number, numbers: Float32Array) => numbers.set(vectors[row]),
    };
    const graph = await search.nearest(rows, Int32Array.from(queries), { k, floor });
    return queries.map((_, i) =>
      Array.from({ length: k }, (_, slot) => i * k + slot)
        .filter((at) => graph.neighbours[at] >= 0)
        .map((at) => ({ other: graph.neighbours[at], similarity: graph.similarities[at] }))
        .sort((x, y) => y.similarity - x.similarity),
    );
  } finally {
    await search.close();
  }
}

/** Those by comparing a query with all. */
function expected(vectors: Float32Array[], query: number, k: number, floor: number) {
  return vectors
    .map((other, i) => ({ other: i, similarity: cosine(vectors[query], other) }))
    .filter(({ other, similarity }) => other !== query && similarity >= floor)
    .sort((x, y) => y.similarity - x.similarity)
    .slice(0, k);
}

const rowsOf = (list: { other: number }[]) => list.map(({ other }) => other).sort((x, y) => x - y);

function randomVectors(count: number, width: number): Float32Array[] {
  const random = seededRandom(count * 31 + width);
  return Array.from({ length: count }, () => randomDirection(random, width));
}

describe('NeighbourSearch', () => {
  for (const { rows, width, k } of [
    { rows: 1, width: 3, k: 2 },
    { rows: 5, width: 24, k: 9 },
    { rows: 63, width: 32, k: 15 },
    { rows: 257, width: 33, k: 5 },
    { rows: 600, width: 100, k: 15 },
  ]) {
    it(`finds the ${k} most similar others of each of ${rows} rows of ${width} numbers, as comparing all does`, async () => {
      const vectors = randomVectors(rows, width);
      const lists = await nearest(vectors, { k });
      for (const [row, list] of lists.entries()) {
        const others = expected(vectors, row, k, -2);
        assert.deepEqual(rowsOf(list), rowsOf(others));
        for (const [i, { similarity }] of list.entries()) assert.ok(Math.abs(similarity - others[i].similarity) < 1e-5);
      }
    });
  }

  it('finds for some rows only those that are similar enough', async () => {
    const vectors = randomVectors(500, 40);
    const queries = [3, 4, 250, 499];
    const lists = await nearest(vectors, { k: 20, floor: 0.2, queries });
    for (const [i, query] of queries.entries())
      assert.deepEqual(rowsOf(lists[i]), rowsOf(expected(vectors, query, 20, 0.2)));
  });

  it('finds the same in several threads and along other axes, where there are many rows', async () => {
    const vectors = randomVectors(12_500, 40);
    const lists = await nearest(vectors, { k: 4, floor: 0.3 });
    for (let row = 0; row < vectors.length; row += 611)
      assert.deepEqual(rowsOf(lists[row]), rowsOf(expected(vectors, row, 4, 0.3)));
  });

  it('finds in cells nearly all of the most similar where rows lie in clumps, and nothing that is not similar', async () => {
    const vectors = vectorsInClumps(
      1,
      Array.from({ length: 500 }, () => 10),
      32,
      0.4,
    );
    const lists = await nearest(vectors, { k: 5, floor: 0.5 }, { mostPairs: 0, probes: 3 });
    let found = 0;
    let all = 0;
    for (let row = 0; row < vectors.length; row += 7) {
      const others = new Set(rowsOf(expected(vectors, row, 5, 0.5)));
      all += others.size;
      for (const { other, similarity } of lists[row]) {
        assert.ok(Math.abs(similarity - cosine(vectors[row], vectors[other])) < 1e-5);
        if (others.has(other)) found++;
      }
      assert.equal(new Set(rowsOf(lists[row])).size, lists[row].length, 'none twice');
    }
    assert.ok(found > 0.97 * all, `${found} of ${all}`);
  });
});
