import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { averageLinkage } from '../../src/mining/average-linkage.ts';
import {
  near,
  partitionOf,
  randomDirection,
  seededRandom,
  unit,
  vectorsInClumps,
} from '../support/vectors-in-clumps.ts';
import { runSklearn, withoutSklearn } from './scikit-learn.ts';

const CUTS = [0.05, 0.15, 0.3, 0.5, 0.8];

/** Average linkage as textbooks have it: a full matrix of mean cosines, the two most similar merged again and again. */
function referenceLabels(vectors: Float32Array[], cut: number): number[] {
  const matrix = vectors.map((a) => vectors.map((b) => a.reduce((sum, x, i) => sum + x * b[i], 0)));
  let clusters = vectors.map((_, row) => [row]);
  for (;;) {
    let best = { similarity: 1 - cut, a: -1, b: -1 };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const sum = clusters[a].reduce(
          (total, i) => total + clusters[b].reduce((part, j) => part + matrix[i][j], 0),
          0,
        );
        const similarity = sum / (clusters[a].length * clusters[b].length);
        if (similarity >= best.similarity) best = { similarity, a, b };
      }
    }
    if (best.a < 0) break;
    const merged = [...clusters[best.a], ...clusters[best.b]];
    clusters = [...clusters.filter((_, i) => i !== best.a && i !== best.b), merged];
  }
  const labels = new Array<number>(vectors.length);
  for (const [label, rows] of clusters.entries()) for (const row of rows) labels[row] = label;
  return labels;
}

/** Clumps around centres that themselves lie in groups, so that every cut falls somewhere else. */
function nestedClumps(seed: number, groups: number, clumps: number, size: number, width = 24): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: groups }, () => randomDirection(random, width)).flatMap((group) =>
    Array.from({ length: clumps }, () => near(random, group, 0.7)).flatMap((centre) =>
      Array.from({ length: 1 + Math.floor(random() * size) }, () => near(random, centre, 0.4)),
    ),
  );
}

const SKLEARN = `
import json, sys
from sklearn.cluster import AgglomerativeClustering
data = json.load(sys.stdin)
fit = lambda cut: AgglomerativeClustering(metric="cosine", linkage="average", distance_threshold=cut, n_clusters=None).fit(data["vectors"])
print(json.dumps([fit(cut).labels_.tolist() for cut in data["cuts"]]))`;

async function assertAsSklearn(vectors: Float32Array[], cuts: number[]): Promise<void> {
  const expected = runSklearn<number[][]>(SKLEARN, { vectors, cuts });
  for (const [i, cut] of cuts.entries())
    assert.deepEqual(partitionOf(await averageLinkage(vectors, cut)), partitionOf(expected[i]), `cut ${cut}`);
}

async function assertAsReference(vectors: Float32Array[]): Promise<void> {
  for (const cut of CUTS) {
    const labels = await averageLinkage(vectors, cut);
    assert.equal(labels.length, vectors.length);
    assert.deepEqual(partitionOf(labels), partitionOf(referenceLabels(vectors, cut)), `cut ${cut}`);
  }
}

describe('averageLinkage', () => {
  it('gives the clusters of a full matrix at every cut: a few vectors without order', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      await assertAsReference(Array.from({ length: 14 }, () => randomDirection(random, 4)));
    }
  });

  it('gives the clusters of a full matrix at every cut: clumps of different sizes', async () => {
    for (let seed = 1; seed <= 4; seed++) await assertAsReference(nestedClumps(seed, 3, 4, 9));
  });

  it('gives the clusters of a full matrix at every cut: clumps larger than the number of neighbours', async () => {
    await assertAsReference(vectorsInClumps(5, [40, 30, 20, 3, 1, 1], 24, 0.5));
  });

  it('merges two clumps that are near each other though each is larger than the number of neighbours', async () => {
    const random = seededRandom(6);
    const centre = randomDirection(random, 24);
    const centres = [near(random, centre, 0.35), near(random, centre, 0.35)];
    const vectors = centres.flatMap((one) => Array.from({ length: 30 }, () => near(random, one, 0.05)));
    await assertAsReference(vectors);
  });

  it('gives the clusters that scikit-learn gives', { skip: withoutSklearn }, async () => {
    await assertAsSklearn(nestedClumps(13, 4, 10, 30), [0.1, 0.2, 0.3, 0.45]);
  });

  it('gives them in several threads too, where there are many rows', { skip: withoutSklearn }, async () => {
    const vectors = nestedClumps(14, 30, 15, 19);
    assert.ok(vectors.length > 4096);
    await assertAsSklearn(vectors, [0.3]);
  });

  it('gives nearly the same when it looks for neighbours in the nearest cells only', async () => {
    const vectors = nestedClumps(15, 20, 10, 19, 48);
    const exact = partitionOf(await averageLinkage(vectors, 0.3));
    const approximate = partitionOf(await averageLinkage(vectors, 0.3, undefined, { mostPairs: 0, probes: 2 }));
    const same = new Set(exact.map(String)).intersection(new Set(approximate.map(String))).size;
    assert.ok(same > 0.9 * exact.length, `${same} of ${exact.length}`);
  });

  it('comes to an end however much its search misses', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const vectors = nestedClumps(seed, 30, 12, 9, 12);
      for (const cut of [0.2, 0.5]) {
        const labels = await averageLinkage(vectors, cut, undefined, { mostPairs: 0, probes: 1 });
        assert.ok(new Set(labels).size < vectors.length);
      }
    }
  });

  it('lets other work run in between', async () => {
    let others = 0;
    const timer = setInterval(() => others++, 0);
    try {
      await averageLinkage(nestedClumps(16, 10, 10, 19), 0.3);
    } finally {
      clearInterval(timer);
    }
    assert.ok(others > 0);
  });

  it('puts equal vectors together, however many they are', async () => {
    const [one, other] = vectorsInClumps(7, [1, 1], 16, 0);
    const labels = await averageLinkage(
      Array.from({ length: 60 }, (_, i) => (i % 2 ? one : other)),
      0.1,
    );
    assert.deepEqual(
      [...labels],
      Array.from({ length: 60 }, (_, i) => i % 2),
    );
  });

  it('counts labels from 0 in order of first appearance, and labels every row', async () => {
    const labels = await averageLinkage(nestedClumps(8, 4, 3, 6), 0.3);
    let next = 0;
    for (const label of labels) {
      assert.ok(label >= 0 && label <= next);
      if (label === next) next++;
    }
    assert.ok(next > 1);
  });

  it('gives the same clusters in whatever order the rows come', async () => {
    const vectors = nestedClumps(9, 3, 4, 8);
    const last = vectors.length - 1;
    const backwards = await averageLinkage(vectors.toReversed(), 0.3);
    const forwards = await averageLinkage(vectors, 0.3);
    assert.deepEqual(partitionOf(backwards.toReversed()), partitionOf(forwards), `${last + 1} rows`);
  });

  it('has fewer clusters the higher the cut', async () => {
    const vectors = nestedClumps(10, 4, 4, 8);
    const counts: number[] = [];
    for (const cut of [0, ...CUTS, 1]) counts.push(new Set(await averageLinkage(vectors, cut)).size);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
    );
    assert.ok(counts[0] > counts.at(-1)!);
  });

  it('clusters no rows, one row and two rows', async () => {
    assert.deepEqual([...(await averageLinkage([], 0.3))], []);
    assert.deepEqual([...(await averageLinkage([unit(Float32Array.of(1, 2))], 0.3))], [0]);
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    assert.deepEqual([...(await averageLinkage([a, b], 0.3))], [0, 1]);
    assert.deepEqual([...(await averageLinkage([a, a.slice()], 0.3))], [0, 0]);
  });

  it('leaves the vectors as they were', async () => {
    const vectors = nestedClumps(11, 2, 2, 6);
    const before = vectors.map((vector) => vector.slice());
    await averageLinkage(vectors, 0.5);
    assert.deepEqual(vectors, before);
  });

  it('stops when its signal is aborted, with its reason', async () => {
    const reason = new Error('the night was stopped');
    await assert.rejects(
      averageLinkage(nestedClumps(12, 3, 3, 6), 0.3, AbortSignal.abort(reason)),
      (error) => error === reason,
    );
  });

  it('stops in the midst of its work, in several threads', async () => {
    const reason = new Error('the night was stopped');
    const controller = new AbortController();
    const labels = averageLinkage(nestedClumps(17, 30, 15, 19), 0.3, controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(labels, (error) => error === reason);
  });
});
