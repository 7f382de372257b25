import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ParallelPage, SpokenCluster } from '../../../src/mining/subjects/cluster-likeness.ts';
import { isSure, type MutualPair, mutualPairs } from '../../../src/mining/subjects/mutual-pairs.ts';
import { inTurns } from '../../../src/mining/turns.ts';

/** A cluster of one wording; its vector lies along the axis, shifted by what the language adds to all of its vectors. */
function cluster(language: string, text: string, axis = 0, shift = 0): SpokenCluster {
  const vector = new Float32Array(8);
  vector[axis] = 0.6;
  vector[7] = shift;
  return { language, texts: [text], vectors: [vector] };
}
const find = (clusters: SpokenCluster[], pages: ParallelPage[] = []) => inTurns(mutualPairs(clusters, pages));
const sure = (pairs: MutualPair[]) => pairs.filter(isSure).map(({ a, b }) => [a, b]);
const places = (pairs: MutualPair[]) => pairs.map(({ a, b }) => [a, b]).sort((x, y) => x[0] - y[0]);

describe('mutualPairs', () => {
  it('finds the same questions by names and by what is asked for', async () => {
    const clusters = [
      cluster('en', 'How much is a KITAS?'),
      cluster('en', 'How much is an NPWP?'),
      cluster('en', 'Where do I get an NPWP?'),
      cluster('it', 'Dove si ottiene un NPWP?'),
      cluster('it', 'Quanto costa un NPWP?'),
      cluster('it', 'Quanto costa un KITAS?'),
    ];
    assert.deepEqual(sure(await find(clusters)).sort(), [
      [0, 5],
      [1, 4],
      [2, 3],
    ]);
  });

  it('finds them by meaning, whatever all vectors of a language have in common', async () => {
    const clusters = [0, 1, 2].flatMap((axis) => [
      cluster('en', `x${axis}`, axis),
      cluster('it', `y${axis}`, axis, 0.8),
    ]);
    const pairs = await find(clusters);
    assert.deepEqual(places(pairs), [
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    for (const { margin } of pairs) assert.ok(margin > 0.08, `${margin}`);
  });

  it('finds them by the pages of the knowledge base that each is near to in its own language', async () => {
    const english = ['dogs', 'bread', 'sky', 'driving', 'wedding'];
    const italian = ['cani', 'pane', 'volta', 'guida', 'nozze'];
    const pages = english.map(
      (word, i) =>
        new Map([
          ['en', word],
          ['it', italian[i]],
        ]),
    );
    const clusters = [...english.map((word) => cluster('en', word)), ...italian.map((word) => cluster('it', word))];
    const pairs = await find(clusters, pages);
    assert.deepEqual(
      places(pairs),
      english.map((_, i) => [i, i + 5]),
    );
    for (const { margin } of pairs) assert.ok(margin > 0.08, `${margin}`);
    assert.ok(Math.max(...(await find(clusters)).map(({ margin }) => margin)) < 0.04, 'nothing else says so');
    const few = await find(clusters.slice(0, 9), pages.slice(0, 4));
    assert.ok(Math.max(...few.map(({ margin }) => margin)) < 0.04, 'too few pages say nothing');
  });

  it('takes no two for one that do not stand out, nor two of one language', async () => {
    const alike = ['en', 'en', 'it', 'it'].map((language) => cluster(language, 'KITAS'));
    assert.deepEqual(sure(await find(alike)), []);
    assert.deepEqual(await find([cluster('en', 'KITAS'), cluster('en', 'KITAS')]), []);
    assert.deepEqual(await find([]), []);
  });

  it('takes no two for one that share little, though they stand out', async () => {
    const clusters = [
      cluster('en', 'Can I bring my dog?'),
      cluster('en', 'KITAS'),
      cluster('it', 'Posso lavorare?'),
      cluster('it', 'KITAS'),
    ];
    assert.deepEqual(places(await find(clusters)), [
      [0, 2],
      [1, 3],
    ]);
    assert.deepEqual(sure(await find(clusters)), [[1, 3]]);
  });

  it('takes a single cluster of each language for one when they are much alike, and only then', async () => {
    assert.deepEqual(sure(await find([cluster('en', 'How much is a KITAS?'), cluster('id', 'Berapa biaya KITAS?')])), [
      [0, 1],
    ]);
    assert.deepEqual(sure(await find([cluster('en', 'How much is a KITAS?'), cluster('id', 'Apakah ada wifi?')])), []);
  });

  it('gives mutual pairs, surest first, and the same again', async () => {
    const text = fc.constantFrom(
      'kitas cost',
      'kitas when',
      'npwp where',
      'pt pma',
      'costo kitas',
      'quando kitas',
      'kapan',
    );
    const made = fc.record({ language: fc.constantFrom('en', 'it', 'id'), text, axis: fc.nat(6) });
    await fc.assert(
      fc.asyncProperty(fc.array(made, { maxLength: 12 }), async (wanted) => {
        const clusters = wanted.map(({ language, text, axis }) => cluster(language, text, axis));
        const pairs = await find(clusters);
        for (const [i, { a, b, margin }] of pairs.entries()) {
          assert.ok(a < b && clusters[a].language !== clusters[b].language);
          assert.ok(Number.isFinite(margin) && margin <= (pairs[i - 1]?.margin ?? Infinity));
        }
        const once = new Set(
          pairs.flatMap(({ a, b }) => [`${a} ${clusters[b].language}`, `${b} ${clusters[a].language}`]),
        );
        assert.equal(once.size, 2 * pairs.length, 'of each language a cluster has one partner at most');
        assert.deepEqual(places(await find(clusters)), places(pairs), 'the same again');
      }),
    );
  });
});
