import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dbscan, NOISE } from '../../src/mining/dbscan.ts';
import { randomDirection, seededRandom, vectorsInClumps } from '../support/vectors-in-clumps.ts';
import { runSklearn, withoutSklearn } from './scikit-learn.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** DBSCAN from its definition: cores that are neighbours belong together, a border row to the first cluster that reaches it. */
function referenceLabels(vectors: Float32Array[], epsilon: number, least: number): number[] {
  const neighbours = vectors.map((a) => vectors.flatMap((b, j) => (a === b || 1 - cosine(a, b) <= epsilon ? [j] : [])));
  const isCore = neighbours.map((all) => all.length >= least);
  // Cores first, joined until nothing changes: each bears the number of the first core it is connected to.
  const core = vectors.map((_, i) => i);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < vectors.length; i++) {
      for (const j of neighbours[i]) {
        if (!isCore[i] || !isCore[j] || core[j] <= core[i]) continue;
        core[j] = core[i];
        changed = true;
      }
    }
  }
  const firsts = [...new Set(core.filter((_, i) => isCore[i]))].sort((a, b) => a - b);
  return vectors.map((_, i) => {
    const reached = isCore[i] ? [core[i]] : neighbours[i].filter((j) => isCore[j]).map((j) => core[j]);
    return reached.length > 0 ? firsts.indexOf(Math.min(...reached)) : NOISE;
  });
}

const SKLEARN = `
import json, sys
from sklearn.cluster import DBSCAN
data = json.load(sys.stdin)
print(json.dumps([DBSCAN(eps=c["epsilon"], min_samples=c["least"], metric="cosine").fit_predict(c["vectors"]).tolist() for c in data]))`;

function cases() {
  const random = seededRandom(77);
  const scattered = (count: number) => Array.from({ length: count }, () => randomDirection(random, 12));
  const clumps = (seed: number) => [...vectorsInClumps(seed, [25, 12, 8, 3, 2], 12, 0.6), ...scattered(20)];
  const shuffled = (vectors: Float32Array[]) =>
    vectors
      .map((vector) => ({ vector, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ vector }) => vector);
  return [1, 2, 3].flatMap((seed) =>
    [0.05, 0.15, 0.25, 0.45].flatMap((epsilon) =>
      [1, 3, 6].map((least) => ({ vectors: shuffled(clumps(seed)), epsilon, least })),
    ),
  );
}

describe('dbscan', () => {
  it('gives the labels that follow from its definition', async () => {
    for (const { vectors, epsilon, least } of cases()) {
      const labels = await dbscan(vectors, epsilon, least);
      assert.deepEqual([...labels], referenceLabels(vectors, epsilon, least), `epsilon ${epsilon}, least ${least}`);
    }
  });

  it('gives the labels that scikit-learn gives', { skip: withoutSklearn }, async () => {
    const all = cases();
    const expected = runSklearn<number[][]>(SKLEARN, all);
    for (const [i, { vectors, epsilon, least }] of all.entries()) {
      assert.deepEqual([...(await dbscan(vectors, epsilon, least))], expected[i]);
    }
  });

  it('gives them in several threads too, where there are many rows', { skip: withoutSklearn }, async () => {
    const random = seededRandom(78);
    const sizes = Array.from({ length: 700 }, () => 1 + Math.floor(random() * 12));
    const vectors = vectorsInClumps(78, sizes, 24, 0.3);
    assert.ok(vectors.length > 4096);
    const all = [{ vectors, epsilon: 0.1, least: 4 }];
    const expected = runSklearn<number[][]>(SKLEARN, all);
    for (const [i, { epsilon, least }] of all.entries()) {
      assert.ok(new Set(expected[i]).size > 20);
      assert.deepEqual([...(await dbscan(vectors, epsilon, least))], expected[i], `epsilon ${epsilon}`);
    }
  });

  it('decides in 64 bits what lies on the bound', async () => {
    const at = (x: number) => Float32Array.of(Math.cos(x), Math.sin(x));
    const [a, b] = [at(0), at(0.5)];
    const distance = 1 - (a[0] * b[0] + a[1] * b[1]) / Math.hypot(...a) / Math.hypot(...b);
    assert.deepEqual([...(await dbscan([a, b], distance + 1e-12, 2))], [0, 0]);
    assert.deepEqual([...(await dbscan([a, b], distance - 1e-12, 2))], [NOISE, NOISE]);
  });

  it('chains through neighbours, as it is known to', async () => {
    const at = (degrees: number) =>
      Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
    const chain = Array.from({ length: 13 }, (_, i) => at(i * 10));
    assert.deepEqual(new Set(await dbscan(chain, 0.02, 3)), new Set([0]));
  });

  it('leaves as noise what has too few neighbours', async () => {
    const vectors = vectorsInClumps(4, [2, 3], 16, 0.01);
    assert.deepEqual([...(await dbscan(vectors, 0.1, 3))], [NOISE, NOISE, 0, 0, 0]);
    assert.deepEqual([...(await dbscan(vectors, 0.1, 2))], [0, 0, 1, 1, 1]);
  });

  it('counts the row itself, so that one alone is a cluster where one is enough', async () => {
    assert.deepEqual([...(await dbscan(vectorsInClumps(5, [1, 1], 16, 0), 0.1, 1))], [0, 1]);
  });

  it('clusters no rows', async () => assert.deepEqual([...(await dbscan([], 0.25, 3))], []));

  it('stops when its signal is aborted, with its reason', async () => {
    const reason = new Error('the night was stopped');
    await assert.rejects(
      dbscan(vectorsInClumps(6, [10], 8, 1), 0.2, 3, AbortSignal.abort(reason)),
      (error) => error === reason,
    );
  });
});
