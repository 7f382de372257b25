import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { Matcher } from '../../src/matching/matcher.ts';
import type { IndexedPhrasing } from '../../src/matching/phrasing-index.ts';
import { BUNDLED_PRIOR, type MatcherPrior } from '../../src/matching/prior.ts';
import { expectedSharesOf, trainMatcher } from '../../src/matching/train-matcher.ts';
import type { TrainingSet } from '../../src/matching/training-set.ts';
import { trainInWorker } from '../../src/nightly/train-in-worker.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const WIDTH = 48;

/** Clusters around centres of their own, each answered. */
function trainingSet(clusters: number, each: number, changes: Partial<TrainingSet> = {}): TrainingSet {
  const random = seededRandom(7);
  const word = () => `word${'abcdefghijklmnopqrst'[Math.floor(20 * random())]}`;
  const phrasings: IndexedPhrasing[] = Array.from({ length: clusters }, (_, cluster) => {
    const centre = randomDirection(random, WIDTH);
    return Array.from({ length: each }, () => ({
      text: `wording ${word()} ${word()}`,
      cluster,
      language: 'en',
      vector: near(random, centre, 0.8),
    }));
  }).flat();
  return {
    phrasings,
    answers: new Map(Array.from({ length: clusters }, (_, cluster) => [cluster, `answer ${cluster}`])),
    outliers: [],
    newShare: 0.05,
    maxWrong: 0.01,
    prior: BUNDLED_PRIOR,
    ...changes,
  };
}

describe('trainInWorker', () => {
  for (const unchecked of [false, true]) {
    it(`gives what training in the same thread gives, ${unchecked ? 'without' : 'with'} a judge`, async () => {
      const set = trainingSet(8, 12, { unchecked });
      const yesterday = trainMatcher(trainingSet(6, 10, { unchecked })).parameters;
      const { trained, expected } = await trainInWorker(set, yesterday);
      assert.deepEqual(trained, trainMatcher(set));
      assert.deepEqual(expected, expectedSharesOf(yesterday, set));
    });
  }

  it('expects nothing of a matcher that there is not', async () => {
    assert.equal((await trainInWorker(trainingSet(3, 4), undefined)).expected, undefined);
  });

  it('lets other work in while it trains', async () => {
    let turns = 0;
    let ended = false;
    const turn = () => {
      turns++;
      if (!ended) setImmediate(turn);
    };
    const training = trainInWorker(trainingSet(60, 20), undefined);
    setImmediate(turn);
    await training;
    ended = true;
    // In the same thread it would be a handful.
    assert.ok(turns > 100, `${turns} turns of the event loop`);
  });

  it('is ended by an abort, with its reason, and leaves no thread', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const failed = assert.rejects(trainInWorker(trainingSet(300, 30), undefined, stop.signal), reason);
    setTimeout(() => stop.abort(reason), 50);
    await failed;
    assert.deepEqual(
      process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)),
      [],
    );
  });

  it('does not begin when it is aborted already', async () => {
    const reason = new Error('enough');
    await assert.rejects(trainInWorker(trainingSet(3, 4), undefined, AbortSignal.abort(reason)), reason);
  });

  it('leaves no listener on a signal that lives on', async () => {
    const { signal } = new AbortController();
    await trainInWorker(trainingSet(3, 4), undefined, signal);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('fails with what the training throws', async () => {
    const prior = { choice: BUNDLED_PRIOR.choice } as MatcherPrior;
    await assert.rejects(trainInWorker(trainingSet(3, 4, { prior }), undefined), (error: Error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /length|undefined/);
      return true;
    });
  });
});

describe('counter-examples', () => {
  const set = trainingSet(12, 20);
  const random = seededRandom(9);
  const centre = set.phrasings[0].vector;
  /** Questions like those of the first cluster, which its answer was served to and did not answer. */
  const counterExamples = Array.from({ length: 40 }, (_, i) => ({
    text: `something ${i}`,
    vector: near(random, centre, 0.5),
    language: 'en',
    cluster: 0,
  }));
  /** How likely right the matcher takes a question near them to be. */
  const probabilityNearby = (examples: typeof counterExamples) => {
    const { parameters } = trainMatcher({ ...set, counterExamples: examples });
    const question = { text: 'another thing', vector: near(seededRandom(3), centre, 0.5), language: 'en' };
    const { cluster, probability } = new Matcher(set.phrasings, set.answers, parameters).decide(question);
    assert.equal(cluster, 0);
    return probability!;
  };

  it('lower what is expected to be served, and how sure the matcher is of what lies near them', () => {
    const without = trainMatcher(set).report;
    const { report } = trainMatcher({ ...set, counterExamples });
    assert.ok(report.expectedServedShare < without.expectedServedShare, JSON.stringify({ without, report }));
    const [few, none] = [probabilityNearby(counterExamples), probabilityNearby([])];
    assert.ok(few < none, `${few} and ${none}`);
  });

  it('count for nothing where the matcher now chooses another cluster', () => {
    const elsewhere = counterExamples.map((example) => ({ ...example, cluster: 5 }));
    assert.deepEqual(trainMatcher({ ...set, counterExamples: elsewhere }), trainMatcher(set));
  });
});
