import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type IndexedPhrasing, NEAREST, PhrasingIndex, type SearchScope } from '../../src/matching/phrasing-index.ts';
import { VectorMatrix } from '../../src/matching/vector-matrix.ts';
import { dot } from '../../src/matching/vectors.ts';
import { near, randomDirection, seededRandom, unit } from '../support/vectors-in-clumps.ts';

const LANGUAGES = ['en', 'it', 'id', undefined];

/** Few enough clusters and languages that all of them are candidates. */
function randomPhrasings(seed: number, clusters: number, languages = LANGUAGES): IndexedPhrasing[] {
  const random = seededRandom(seed);
  const centres = Array.from({ length: clusters }, () => randomDirection(random, 16));
  return Array.from({ length: 40 }, (_, i) => {
    const cluster = Math.floor(random() * clusters);
    const language = languages[Math.floor(random() * languages.length)];
    return { text: `phrasing ${i}`, cluster: cluster + 100, language, vector: near(random, centres[cluster], 1) };
  });
}

/** What a search must find: plain, without an index. */
function bruteForce(phrasings: IndexedPhrasing[], vector: Float32Array, scope: SearchScope) {
  const matches = new Map<number, { phrasing: IndexedPhrasing; similarity: number }[]>();
  for (const phrasing of phrasings) {
    if (phrasing === scope.except || scope.exceptClusters?.has(phrasing.cluster)) continue;
    if (scope.language && phrasing.language && phrasing.language !== scope.language) continue;
    const all = matches.get(phrasing.cluster) ?? [];
    matches.set(phrasing.cluster, all);
    all.push({ phrasing, similarity: dot(vector, phrasing.vector) });
  }
  return [...matches]
    .map(([cluster, all]) => ({ cluster, nearest: all.sort((a, b) => b.similarity - a.similarity).slice(0, NEAREST) }))
    .sort((a, b) => b.nearest[0].similarity - a.nearest[0].similarity);
}

describe('PhrasingIndex', () => {
  const asSeen = (phrasings: IndexedPhrasing[], vector: Float32Array, scope: SearchScope) => {
    const found = new PhrasingIndex(phrasings).search(vector, scope);
    const expected = bruteForce(phrasings, vector, scope);
    const named = (matches: typeof found) =>
      matches.map(({ cluster, nearest }) => [cluster, ...nearest.map(({ phrasing }) => phrasing.text)]);
    assert.deepEqual(named(found), named(expected));
    found.forEach((match, i) => {
      match.nearest.forEach(({ similarity, phrasing }, j) => {
        assert.equal(phrasing, expected[i].nearest[j].phrasing);
        assert.ok(Math.abs(similarity - expected[i].nearest[j].similarity) < 1e-4);
      });
    });
  };

  it('finds what comparing with every phrasing finds, in any scope', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const phrasings = randomPhrasings(seed, 3);
      const question = randomDirection(seededRandom(seed + 1000), 16);
      asSeen(phrasings, question, {});
      asSeen(phrasings, question, { language: 'it' });
      asSeen(phrasings, question, { language: 'fr' });
      asSeen(phrasings, phrasings[5].vector, { except: phrasings[5] });
      asSeen(phrasings, phrasings[5].vector, { exceptClusters: new Set([phrasings[5].cluster]) });
      asSeen(phrasings, phrasings[5].vector, {
        language: 'id',
        except: phrasings[6],
        exceptClusters: new Set([phrasings[7].cluster, 4711]),
      });
    }
  });

  it('finds the cluster of a phrasing among a thousand clusters', () => {
    const random = seededRandom(7);
    const phrasings = Array.from({ length: 1000 }, (_, cluster) => {
      const centre = randomDirection(random, 32);
      return [0, 1, 2].map((i) => ({
        text: `${cluster}/${i}`,
        cluster,
        language: 'en',
        vector: near(random, centre, 0.5),
      }));
    }).flat();
    const index = new PhrasingIndex(phrasings);
    assert.equal(index.size, 3000);
    for (const phrasing of phrasings) {
      const [best] = index.search(phrasing.vector);
      assert.equal(best.cluster, phrasing.cluster);
      assert.equal(best.nearest[0].phrasing, phrasing);
    }
  });

  it('finds a cluster through its phrasings in another language when no language is asked for', () => {
    const random = seededRandom(3);
    const centre = randomDirection(random, 16);
    const phrasings = ['en', 'it'].map((language) => ({
      text: language,
      cluster: 1,
      language,
      vector: near(random, centre, 0.3),
    }));
    const [match] = new PhrasingIndex(phrasings).search(centre);
    assert.deepEqual(new Set(match.nearest.map(({ phrasing }) => phrasing.language)), new Set(['en', 'it']));
  });

  it('finds a cluster once though it is asked in many languages', () => {
    const matches = new PhrasingIndex(randomPhrasings(9, 3)).search(randomDirection(seededRandom(1), 16));
    assert.equal(new Set(matches.map(({ cluster }) => cluster)).size, matches.length);
  });

  it('finds other clusters beside the best, even if the best is written in many languages', () => {
    const random = seededRandom(5);
    const centre = randomDirection(random, 16);
    const languages = 'en it id fr de es pt nl pl sv da fi nb hu'.split(' ');
    const asked = languages.map((language) => ({
      text: language,
      cluster: 1,
      language,
      vector: near(random, centre, 0.1),
    }));
    const other = { text: 'other', cluster: 2, language: 'en', vector: near(random, centre, 0.5) };
    const matches = new PhrasingIndex([...asked, other]).search(centre);
    assert.deepEqual(
      matches.map(({ cluster }) => cluster),
      [1, 2],
    );
  });

  it('finds nothing in an empty index, nor when all is out of scope', () => {
    const question = unit(new Float32Array(16).fill(1));
    assert.deepEqual(new PhrasingIndex([]).search(question), []);
    const only: IndexedPhrasing = { text: 'x', cluster: 1, language: 'en', vector: question };
    assert.deepEqual(new PhrasingIndex([only]).search(question, { except: only }), []);
    assert.deepEqual(new PhrasingIndex([only]).search(question, { language: 'it' }), []);
    assert.deepEqual(new PhrasingIndex([only]).search(question, { exceptClusters: new Set([1]) }), []);
  });
});

describe('dot', () => {
  it('is the sum of products, whatever the length', () => {
    const random = seededRandom(11);
    for (let length = 0; length < 20; length++) {
      const a = Float32Array.from({ length }, random);
      const b = Float32Array.from({ length }, random);
      const expected = a.reduce((sum, x, i) => sum + x * b[i], 0);
      assert.ok(Math.abs(dot(a, b) - expected) < 1e-9);
    }
  });
});

describe('VectorMatrix', () => {
  it('gives the dot products of any run of its rows, and copies what it is given', () => {
    const random = seededRandom(12);
    const vectors = Array.from({ length: 11 }, () => Float32Array.from({ length: 7 }, random));
    const question = Float32Array.from({ length: 7 }, random);
    const matrix = new VectorMatrix(vectors);
    const expected = vectors.map((vector) => dot(question, vector));
    for (const vector of vectors) vector.fill(0);
    for (let from = 0; from <= 11; from++) {
      for (let to = from; to <= 11; to++) {
        const found = matrix.dots(question, from, to);
        assert.equal(found.length, to - from);
        for (const [i, value] of found.entries()) {
          assert.ok(Math.abs(value - expected[from + i]) < 1e-6, `rows ${from} to ${to}, place ${i}`);
        }
      }
    }
  });

  it('gives the dot products of rows anywhere, in their order', () => {
    const random = seededRandom(13);
    const vectors = Array.from({ length: 9 }, () => Float32Array.from({ length: 21 }, random));
    const question = Float32Array.from({ length: 21 }, random);
    const matrix = new VectorMatrix(vectors);
    for (const rows of [[], [8], [3, 0, 7], [8, 7, 6, 5, 4, 3, 2, 1, 0]]) {
      const found = matrix.dotsOf(question, rows);
      assert.equal(found.length, rows.length);
      for (const [i, row] of rows.entries()) assert.ok(Math.abs(found[i] - dot(question, vectors[row])) < 1e-5);
    }
  });

  it('may have no rows', () => {
    const matrix = new VectorMatrix([]);
    assert.equal(matrix.rows, 0);
    assert.equal(matrix.dots(new Float32Array(0)).length, 0);
    assert.equal(matrix.dotsOf(new Float32Array(0), []).length, 0);
  });
});
