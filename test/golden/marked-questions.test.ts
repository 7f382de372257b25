import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ServedCounterExample } from '../../src/golden/counter-examples.ts';
import { keptQuestion } from '../../src/golden/kept-question.ts';
import { MarkedQuestions } from '../../src/golden/marked-questions.ts';

/** A unit vector at an angle from the first axis, so that the cosine of two is that of their difference. */
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

function counterExample(question: string, changes: Partial<ServedCounterExample> = {}): ServedCounterExample {
  return { ...keptQuestion(question), vector: at(0), cluster: 1, language: undefined, ...changes };
}

const NO_ANSWERS = new Map<number, string>();

describe('MarkedQuestions', () => {
  it('knows a marked question by its words, whatever its case and punctuation', () => {
    const marked = new MarkedQuestions([counterExample('What is a KITAP?', { vector: undefined })], NO_ANSWERS);
    assert.ok(marked.has(1, '  what IS a kitap', undefined));
    assert.ok(!marked.has(1, 'What is a KITAS?', at(0)));
    assert.ok(!marked.has(2, 'What is a KITAP?', at(0)));
  });

  it('knows it with other personal data in it', () => {
    const marked = new MarkedQuestions([counterExample('Is ben@example.com your address')], NO_ANSWERS);
    assert.ok(marked.has(1, 'is anna@example.com your address?', undefined));
  });

  it('knows a twin by its vector: from a cosine of 0.9 on', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 180 }), (degrees) => {
        const marked = new MarkedQuestions([counterExample('marked')], NO_ANSWERS);
        assert.equal(marked.has(1, 'asked', at(degrees)), Math.cos((degrees * Math.PI) / 180) >= 0.9);
      }),
    ));

  it('holds for every cluster with the same answer, and no other', () => {
    const answers = new Map([
      [1, 'same'],
      [2, 'same'],
      [3, 'other'],
    ]);
    const marked = new MarkedQuestions([counterExample('marked')], answers);
    assert.deepEqual(
      [1, 2, 3, 4].map((cluster) => marked.has(cluster, 'marked', undefined)),
      [true, true, false, false],
    );
  });

  it('never knows what was not marked in its cluster', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.nat(5))), fc.string(), fc.nat(5), (marks, question, cluster) => {
        const examples = marks.map(([text, of]) => counterExample(text, { cluster: of, vector: undefined }));
        const expected = examples.some(
          (one) => one.cluster === cluster && one.normalised === keptQuestion(question).normalised,
        );
        assert.equal(new MarkedQuestions(examples, NO_ANSWERS).has(cluster, question, at(0)), expected);
      }),
    ));
});
