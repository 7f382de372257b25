import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type WordEvidence, type WordedPhrasing, WordModel } from '../../src/matching/word-model.ts';

const CLUSTERS = [1, 2, 3, 4];

const text = fc
  .array(fc.constantFrom('visa', 'kitas', 'KITAP', 'tax', 'how', 'much', 'is', 'a', 'perché', '60', '?'), {
    maxLength: 6,
  })
  .map((words) => words.join(' '));
const phrasing: fc.Arbitrary<WordedPhrasing> = fc.record({ text, cluster: fc.constantFrom(...CLUSTERS) });

const BALI: WordedPhrasing[] = [
  { text: 'How much is a KITAS?', cluster: 1 },
  { text: 'what does a KITAS cost', cluster: 1 },
  { text: 'How much is a KITAP?', cluster: 2 },
  { text: 'what does a KITAP cost', cluster: 2 },
  { text: 'where do I pay tax', cluster: 3 },
];

function assertSame(a: WordEvidence, b: WordEvidence): void {
  assert.ok(Math.abs(a.likelihood - b.likelihood) < 1e-9, `likelihood ${a.likelihood} and ${b.likelihood}`);
  assert.ok(Math.abs(a.coverage - b.coverage) < 1e-9, `coverage ${a.coverage} and ${b.coverage}`);
}

describe('WordModel', () => {
  it('finds a question likelier in the cluster that uses its words, and the more so the rarer they are', () => {
    const evidence = new WordModel(BALI).read('price of a KITAP, how much');
    assert.ok(evidence(2).likelihood > evidence(1).likelihood);
    assert.ok(evidence(1).likelihood > evidence(3).likelihood);
    assert.ok(evidence(2).coverage > evidence(1).coverage);
  });

  it('takes pairs of neighbouring words as evidence, not as words to be covered', () => {
    const phrasings = [
      { text: 'from Bali to Java', cluster: 1 },
      { text: 'from Java to Bali', cluster: 2 },
    ];
    const evidence = new WordModel(phrasings).read('trains from Java');
    assert.ok(evidence(2).likelihood > evidence(1).likelihood);
    assert.equal(evidence(2).coverage, evidence(1).coverage);
  });

  it('reads words whatever their case, width and punctuation, and in any script', () => {
    const model = new WordModel([...BALI, { text: 'ビザ の 延長', cluster: 4 }]);
    assertSame(model.read('HOW MUCH is a ｋｉｔａｓ?!')(1), model.read('how much, is a kitas')(1));
    assert.equal(model.read('ビザ')(4).coverage, 1);
  });

  it('covers all of a question in its own words, and nothing of one in words that are not known', () => {
    const model = new WordModel(BALI);
    assert.equal(model.read('KITAS cost')(1).coverage, 1);
    const { likelihood, coverage } = model.read('zebras graze')(1);
    assert.deepEqual([likelihood, coverage], [0, 0]);
    assert.deepEqual(model.read('?!')(1), { likelihood: 0, coverage: 0 });
    assert.deepEqual(new WordModel([]).read('KITAS')(1), { likelihood: 0, coverage: 0 });
  });

  it('knows a cluster without phrasings for one that uses no word', () => {
    const { likelihood, coverage } = new WordModel(BALI).read('how much is a KITAS')(99);
    assert.ok(likelihood <= 0);
    assert.equal(coverage, 0);
  });

  it('gives numbers, and a coverage from 0 to 1, whatever is asked', () => {
    const any = fc.oneof(text, fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(phrasing), any, (phrasings, question) => {
        const evidence = new WordModel(phrasings).read(question);
        for (const cluster of CLUSTERS) {
          const { likelihood, coverage } = evidence(cluster);
          assert.ok(Number.isFinite(likelihood));
          assert.ok(coverage >= 0 && coverage <= 1 + 1e-12, `${coverage}`);
        }
      }),
    );
  });

  it('without one of its phrasings is the model that was made without it', () => {
    fc.assert(
      fc.property(fc.array(phrasing, { minLength: 1 }), fc.nat(), (phrasings, n) => {
        const at = n % phrasings.length;
        const { text: question, cluster: own } = phrasings[at];
        const except = new WordModel(phrasings).read(question, { exceptOneOf: own });
        const without = new WordModel(phrasings.toSpliced(at, 1)).read(question);
        for (const cluster of CLUSTERS) assertSame(except(cluster), without(cluster));
      }),
      { numRuns: 500 },
    );
  });

  it('without some of its clusters is the model that was made without them', () => {
    fc.assert(
      fc.property(fc.array(phrasing), text, fc.subarray(CLUSTERS), (phrasings, question, left) => {
        const exceptClusters = new Set(left);
        const except = new WordModel(phrasings).read(question, { exceptClusters });
        const without = new WordModel(phrasings.filter(({ cluster }) => !exceptClusters.has(cluster))).read(question);
        for (const cluster of CLUSTERS) if (!exceptClusters.has(cluster)) assertSame(except(cluster), without(cluster));
      }),
      { numRuns: 500 },
    );
  });
});
