import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { evaluateMatch, type MatchOptions } from '../../src/evaluate/evaluate-match.ts';
import type { LabelledQuestion } from '../../src/evaluate/labelled-questions.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { EXAMPLES, QUERIES } from '../support/labelled-case.ts';

describe('evaluateMatch', () => {
  let embedder: MiniLmEmbedder;
  before(async () => {
    embedder = await MiniLmEmbedder.load();
  });
  after(() => embedder.close());

  const labelled = (rows: readonly (readonly [string, string])[]): LabelledQuestion[] =>
    rows.map(([text, label]) => ({ text, label: label === 'oos' ? undefined : label }));
  const evaluate = (examples: LabelledQuestion[], queries: LabelledQuestion[], options: Partial<MatchOptions> = {}) =>
    evaluateMatch({ embedder, detector: new LanguageDetector(['en', 'it', 'id']) }, examples, queries, {
      ...{ rule: 'trained', maxWrong: 0.01 },
      ...options,
    });

  it('asks each query once, and finds most of them right', async () => {
    const { clusters, questions, report, bar } = await evaluate(labelled(EXAMPLES), labelled(QUERIES));
    assert.deepEqual([clusters, report.clusters, report.answered], [6, 6, 6]);
    assert.equal(report.phrasings, EXAMPLES.length);
    assert.equal(questions.length, QUERIES.length);
    assert.ok(bar !== null && bar > 0.5 && bar < 1);
    const answerable = questions.filter((question) => question.answerable);
    assert.equal(answerable.length, QUERIES.filter(([, label]) => label !== 'oos').length);
    assert.ok(answerable.filter(({ right }) => right).length >= 0.8 * answerable.length);
    for (const { right, answerable: can } of questions)
      assert.ok(can || !right, 'nothing is right for what has no label');
    for (const { milliseconds } of questions) assert.ok(milliseconds >= 0);
  });

  it('never learns from the labels of the queries', async () => {
    const queries = labelled(QUERIES);
    const asLabelled = await evaluate(labelled(EXAMPLES), queries);
    const turned = queries.map(({ text }, i) => ({ text, label: queries[(i + 5) % queries.length].label }));
    const asTurned = await evaluate(labelled(EXAMPLES), turned);
    assert.deepEqual(
      asTurned.questions.map(({ found }) => found),
      asLabelled.questions.map(({ found }) => found),
    );
    assert.deepEqual(asTurned.report, asLabelled.report);
  });

  it('serves by the rule it is given', async () => {
    const all = await evaluate(labelled(EXAMPLES), labelled(QUERIES), { rule: 'fixed:0' });
    const none = await evaluate(labelled(EXAMPLES), labelled(QUERIES), { rule: 'fixed:1' });
    const served = ({ questions }: typeof all) => questions.filter(({ found }) => found.reason === 'similar').length;
    assert.deepEqual([all.bar, none.bar], [0, 1]);
    assert.ok(served(all) >= QUERIES.length - 3, 'but for what is not looked up');
    assert.equal(served(none), 0);
  });

  it('counts a query in the very words of an example as served', async () => {
    const { questions } = await evaluate(labelled(EXAMPLES), labelled([[`${EXAMPLES[0][0]}?!`, EXAMPLES[0][1]]]));
    const [{ found, right }] = questions;
    assert.deepEqual([found.reason, right], ['same-words', true]);
  });

  it('learns from examples without a label what else is asked', async () => {
    const queries = labelled(QUERIES.slice(0, 1));
    const others = EXAMPLES.map(([text]): [string, string] => [`${text} And in Malaysia?`, 'oos']);
    const [without, knowing] = [
      await evaluate(labelled(EXAMPLES), queries),
      await evaluate(labelled([...EXAMPLES, ...others]), queries),
    ];
    assert.ok(knowing.report.expectedServedShare < without.report.expectedServedShare);
    assert.ok((knowing.bar ?? 1) > (without.bar ?? 1));
  });

  it('takes examples without a label for no cluster, and the same words once', async () => {
    const examples = labelled([...EXAMPLES, ...EXAMPLES, ['who won the match yesterday', 'oos']]);
    const { report } = await evaluate(examples, labelled(QUERIES.slice(0, 1)));
    assert.deepEqual([report.phrasings, report.clusters], [EXAMPLES.length, 6]);
  });

  it('says of a query whose label no example has that nothing right can be found', async () => {
    const { questions } = await evaluate(labelled(EXAMPLES), [{ text: 'how tall is the volcano', label: 'volcano' }]);
    assert.deepEqual([questions[0].answerable, questions[0].right], [false, false]);
  });

  it('serves nothing where no example has a label', async () => {
    const { clusters, questions } = await evaluate(
      [{ text: 'hm, what', label: undefined }],
      labelled(QUERIES.slice(0, 3)),
    );
    assert.equal(clusters, 0);
    for (const { found, answerable } of questions) {
      assert.notEqual(found.outcome, 'hit');
      assert.equal(answerable, false);
    }
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const seen: number[] = [];
    const total = EXAMPLES.length + QUERIES.length;
    await evaluate(labelled(EXAMPLES), labelled(QUERIES), {
      onProgress: (done, all) => {
        assert.equal(all, total);
        seen.push(done);
      },
    });
    assert.deepEqual(
      seen,
      Array.from({ length: total }, (_, i) => i + 1),
    );
    const stop = new AbortController();
    const reason = new Error('enough');
    const stopped = evaluate(labelled(EXAMPLES), labelled(QUERIES), {
      signal: stop.signal,
      onProgress: (done) => done === 40 && stop.abort(reason),
    });
    await assert.rejects(stopped, reason);
  });
});
