import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnswerKeys } from '../../src/matching/candidates.ts';
import { Matcher, type MatcherParameters } from '../../src/matching/matcher.ts';
import type { IndexedPhrasing } from '../../src/matching/phrasing-index.ts';
import { BUNDLED_PRIOR } from '../../src/matching/prior.ts';
import { unit } from '../support/vectors-in-clumps.ts';

/** Vectors in a plane, so that a similarity can be told from the angle. */
const at = (degrees: number) =>
  unit(Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180), 0, 0));

const PHRASINGS: IndexedPhrasing[] = [
  { text: 'how long is a visa for 60 days', cluster: 1, language: 'en', vector: at(0) },
  { text: 'is a visa for 60 days long', cluster: 1, language: 'en', vector: at(4) },
  { text: 'quanto dura un visto', cluster: 1, language: 'it', vector: at(2) },
  { text: 'how do I open a company', cluster: 2, language: 'en', vector: at(90) },
  { text: 'how do I open an account', cluster: 3, language: undefined, vector: at(170) },
];
const ANSWERS = new Map([
  [1, 'sixty days'],
  [3, 'at a bank'],
]);

/** Chooses by the best cosine, thinks everything as likely as not, and serves it. */
const ALWAYS: MatcherParameters = {
  rule: 'trained',
  choice: [1, 0, 0],
  model: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0] },
  bar: 0,
};
const fixed = (bar: number): MatcherParameters => ({ ...ALWAYS, rule: 'fixed', bar });

describe('Matcher', () => {
  const decide = (parameters: MatcherParameters, degrees: number, text = 'how long is a visa', language?: string) =>
    new Matcher(PHRASINGS, ANSWERS, parameters).decide({ text, vector: at(degrees), language });

  it('tells the cluster, the nearest phrasing with its language, and how sure it is', () => {
    const decision = decide(ALWAYS, 2.5);
    assert.equal(decision.outcome, 'hit');
    assert.equal(decision.reason, 'similar');
    assert.equal(decision.cluster, 1);
    assert.equal(decision.language, 'it');
    assert.ok(decision.similarity! > 0.999 && decision.similarity! <= 1.000001);
    assert.ok(decision.probability! >= 0 && decision.probability! <= 1);
  });

  it('misses with "nothing-similar" when there is nothing to compare with', () => {
    const { outcome, reason } = new Matcher([], ANSWERS, ALWAYS).decide({
      text: 'x',
      vector: at(0),
    });
    assert.deepEqual([outcome, reason], ['miss', 'nothing-similar']);
  });

  it('misses with "unanswered-cluster" when the best cluster has no answer', () => {
    const { outcome, reason, cluster } = decide(ALWAYS, 90, 'how do I open a company');
    assert.deepEqual([outcome, reason, cluster], ['miss', 'unanswered-cluster', 2]);
  });

  it('takes a lone question for a rival, not for an answer', () => {
    const lone: IndexedPhrasing = { text: 'is a visa short', cluster: -7, language: 'en', vector: at(60) };
    const kin: MatcherParameters = { ...ALWAYS, choice: [50, 0, 0], kinship: BUNDLED_PRIOR.kinship, bar: 0.5 };
    const asked = { text: 'is a visa short or what', vector: at(40) };
    assert.equal(new Matcher(PHRASINGS, ANSWERS, kin).decide(asked).outcome, 'hit');
    const rivalled = new Matcher([...PHRASINGS, lone], ANSWERS, kin).decide(asked);
    assert.deepEqual([rivalled.outcome, rivalled.reason, rivalled.cluster], ['miss', 'below-bar', 1]);
    assert.equal(new Matcher([...PHRASINGS, lone], ANSWERS, fixed(0.8)).decide(asked).cluster, 1);
    assert.equal(new Matcher([lone], ANSWERS, kin).decide(asked).reason, 'nothing-similar');
  });

  it('misses with "below-bar" when it is not sure enough, or when nothing may be served', () => {
    assert.equal(decide({ ...ALWAYS, bar: 0.51 }, 2).reason, 'below-bar');
    assert.equal(decide({ ...ALWAYS, bar: 0.5 }, 2).outcome, 'hit');
    assert.equal(decide({ ...ALWAYS, bar: null }, 0).reason, 'below-bar');
    assert.equal(decide({ ...fixed(0), bar: null }, 0).reason, 'below-bar');
  });

  it('misses with what disagrees: other figures, a negation on one side', () => {
    assert.equal(decide(ALWAYS, 1, 'how long is a visa for 30 days').reason, 'figures');
    assert.equal(decide(ALWAYS, 1, 'how long is a visa not for 60 days').reason, 'negation');
    assert.equal(decide(ALWAYS, 1, 'how long is a visa for 60 days').outcome, 'hit');
  });

  it('agrees on figures and negation where one of the nearest phrasings does', () => {
    const known = [...PHRASINGS, { text: 'a visa is never for 30 days', cluster: 1, language: 'en', vector: at(1) }];
    const matcher = new Matcher(known, ANSWERS, ALWAYS);
    for (const text of ['how long is a visa for 30 days', 'is a visa not for 60 days'])
      assert.equal(matcher.decide({ text, vector: at(1) }).outcome, 'hit', text);
  });

  it('is sure of a question that resembles one answer only, not of one that resembles two', () => {
    const byMargin = { ...ALWAYS, model: { weights: [0, 5, 0, 0, 0, 0, 0, 0, 0] } };
    const phrasings = [PHRASINGS[0], { ...PHRASINGS[3], vector: at(40) }];
    const probability = (degrees: number, answers: AnswerKeys) =>
      new Matcher(phrasings, answers, byMargin).decide({ text: 'x', vector: at(degrees) }).probability!;
    const apart = new Map([
      [1, 'a'],
      [2, 'b'],
    ]);
    assert.ok(probability(0, apart) > probability(15, apart));
    assert.ok(Math.abs(probability(20, apart) - 0.5) < 1e-4, 'both as near');
    const same = new Map([
      [1, 'a'],
      [2, 'a'],
    ]);
    assert.ok(probability(20, same) > 0.9, 'clusters with the same answer are no rivals');
    const one = new Map([[1, 'a']]);
    assert.ok(Math.abs(probability(20, one) - 0.5) < 1e-4, 'a cluster without an answer is one');
  });

  it('tells clusters of the same meaning apart by their words', () => {
    const phrasings = ['KITAS', 'KITAP'].flatMap((permit, cluster) =>
      ['how do I extend a', 'what does it cost to extend a', 'who extends a'].map((opening) => ({
        text: `${opening} ${permit}`,
        cluster,
        language: 'en',
        vector: at(0),
      })),
    );
    const answers = new Map([
      [0, 'at the office'],
      [1, 'nowhere'],
    ]);
    const matcher = new Matcher(phrasings, answers, { ...ALWAYS, choice: [10, 10, 1] });
    const clusterOf = (text: string) => matcher.decide({ text, vector: at(3) }).cluster;
    assert.deepEqual([clusterOf('KITAS extension?'), clusterOf('kitap extension?')], [0, 1]);
  });

  it('is unsure of what resembles nothing at all, and does not serve it', () => {
    const bySimilarity = { choice: [12, 19, 0.5], model: { weights: [-5, 1, 0.5, 2, 0, 0.1, 0.1, 0, 0] } };
    for (const degrees of [180, 200, 225, 250, 268]) {
      const matcher = new Matcher(PHRASINGS.slice(0, 3), ANSWERS, { ...ALWAYS, ...bySimilarity, bar: 0.5 });
      const { outcome, reason, probability } = matcher.decide({ text: 'zebras', vector: at(degrees) });
      assert.deepEqual([outcome, reason], ['miss', 'below-bar'], `${degrees} degrees`);
      assert.ok(probability! >= 0 && probability! < 0.5, `${probability}`);
    }
  });

  it('serves nothing when its parameters do not fit, as those of another version', () => {
    assert.equal(decide({ ...ALWAYS, model: { weights: [9, 9, 9] } }, 0).reason, 'below-bar');
  });

  it('looks at phrasings in the language of the question and at those whose language is not known', () => {
    assert.equal(decide(ALWAYS, 2, 'quanto dura', 'it').language, 'it');
    assert.equal(decide(ALWAYS, 2, 'how long', 'en').language, 'en');
    assert.equal(decide(ALWAYS, 0, 'berapa lama', 'id').cluster, 3);
  });

  it("serves by the best cosine alone under the seed's rule", () => {
    const cosine = Math.cos((30 * Math.PI) / 180);
    assert.equal(decide(fixed(cosine - 0.001), -30).outcome, 'hit');
    assert.equal(decide(fixed(cosine + 0.001), -30).reason, 'below-bar');
    assert.equal(decide(fixed(0.85), 0, 'how long is a visa not for 30 days').outcome, 'hit');
    assert.equal(decide(fixed(0.85), 0).probability, undefined);
  });

  it("serves the cluster of the nearest phrasing under the seed's rule, though others of its kind are far", () => {
    const phrasings = [
      { text: 'near', cluster: 1, language: 'en', vector: at(0) },
      { text: 'far', cluster: 1, language: 'en', vector: at(80) },
      { text: 'far', cluster: 1, language: 'en', vector: at(85) },
      { text: 'less near', cluster: 3, language: 'en', vector: at(-10) },
      { text: 'less near', cluster: 3, language: 'en', vector: at(-11) },
      { text: 'less near', cluster: 3, language: 'en', vector: at(-12) },
    ];
    const decision = new Matcher(phrasings, ANSWERS, fixed(0.85)).decide({
      text: 'x',
      vector: at(1),
    });
    assert.equal(decision.cluster, 1);
  });

  it('decides the same again and again', () => {
    for (let degrees = 0; degrees < 180; degrees += 7)
      assert.deepEqual(decide(ALWAYS, degrees), decide(ALWAYS, degrees));
  });
});
