import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NightPhrasing } from '../../src/nightly/embed-phrasings.ts';
import { takeOutDisagreeing } from '../../src/nightly/take-out-disagreeing.ts';

const ANSWERED = 7;

function phrasing(text: string, given: Partial<NightPhrasing> = {}): NightPhrasing {
  return {
    ...{ id: undefined, text, normalised: text.toLowerCase(), language: 'en', vector: Float32Array.of(1, 0) },
    ...{ asked: 1, users: new Map(), conversations: new Set(), previousCluster: undefined },
    ...given,
  };
}

/** The texts that stay in a cluster that was mined of a question with an answer and these others. */
function leftOf(question: string, others: string[], given: Partial<NightPhrasing> = {}): string[] {
  const own = phrasing(question, { previousCluster: ANSWERED, asked: 0 });
  const all = [own, ...others.map((text) => phrasing(text, given))];
  const labels = takeOutDisagreeing(all, new Int32Array(all.length), new Map([[ANSWERED, own]]));
  assert.equal(labels[0], 0, 'the question itself stays');
  return others.filter((_, i) => labels[i + 1] === 0);
}

const DOCUMENTS = 'Which documents are needed for a PT PMA?';
const NOT_NEEDED = 'Which documents are not needed for a PT PMA?';

describe('takeOutDisagreeing', () => {
  for (const [what, question, other] of [
    ['a negation', DOCUMENTS, NOT_NEEDED],
    ['an opposite', 'What is the minimum capital for a PT PMA?', 'What is the maximum capital for a PT PMA?'],
    ['another figure', 'How much is the visa for 30 days?', 'How much is the visa for 60 days?'],
    ['another name', 'What is a KITAS?', 'What is a KITAP?'],
  ])
    it(`takes out ${what}`, () => {
      const same = question.toLowerCase().replace('?', ' please');
      assert.deepEqual(leftOf(question, [other, same]), [same]);
    });

  it('leaves what says it otherwise, what a judge has placed, and what was there before', () => {
    assert.equal(leftOf(DOCUMENTS, ['what papers do I need to open a PT PMA']).length, 1);
    assert.equal(leftOf(DOCUMENTS, [NOT_NEEDED], { judged: true }).length, 1);
    assert.equal(leftOf(DOCUMENTS, [NOT_NEEDED], { previousCluster: ANSWERED }).length, 1);
    assert.equal(leftOf(DOCUMENTS, [NOT_NEEDED], { previousCluster: 9 }).length, 0);
  });

  it('leaves clusters without an answer, and what is in none, as they are', () => {
    const all = [DOCUMENTS, NOT_NEEDED, 'What is a KITAS?'].map((text) => phrasing(text));
    const labels = Int32Array.of(0, 0, -1);
    assert.deepEqual(takeOutDisagreeing(all, labels, new Map()), labels);
    assert.deepEqual(takeOutDisagreeing(all, labels, new Map([[ANSWERED, all[2]]])), labels);
  });
});
