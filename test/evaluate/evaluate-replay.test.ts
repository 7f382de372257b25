import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { evaluateReplay, type ReplayEvaluation, type ReplayOptions } from '../../src/evaluate/evaluate-replay.ts';
import { LabelJudge } from '../../src/evaluate/label-judge.ts';
import type { LabelledQuestion } from '../../src/evaluate/labelled-questions.ts';
import { scoreQuestions } from '../../src/evaluate/score.ts';
import { createLog } from '../../src/log.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { LATER, LOG } from '../support/replay-case.ts';
import { openTestDatabase } from '../support/test-database.ts';

describe('evaluateReplay', () => {
  let embedder: MiniLmEmbedder;
  /** One night without a judge. */
  let alone: ReplayEvaluation;
  /** Two nights with a judge that never errs. */
  let judged: ReplayEvaluation;
  const judge = new LabelJudge(LOG, 0, 1);
  const progress: string[] = [];
  before(async () => {
    embedder = await MiniLmEmbedder.load();
    alone = await replay(LOG, { nights: 1, onProgress: (line) => progress.push(line) });
    judged = await replay(LOG, { nights: 2, judge: { judge, budget: 15_000, seed: 1 } });
  });
  after(() => embedder.close());

  async function replay(
    log: readonly LabelledQuestion[],
    changes: Partial<ReplayOptions>,
    queries: readonly LabelledQuestion[] = LATER,
  ): Promise<ReplayEvaluation> {
    const { database, close } = await openTestDatabase();
    try {
      const parts = { embedder, database, detector: new LanguageDetector(['en']), log: createLog('silent') };
      return await evaluateReplay(parts, log, queries, {
        ...{ maxGolden: 4, nights: 1, rule: 'trained', maxWrong: 0.01 },
        clustering: { method: 'linkage', cut: 0.25 },
        ...changes,
      });
    } finally {
      await close();
    }
  }
  const servedShare = ({ questions }: ReplayEvaluation) => scoreQuestions(questions, 0.01).served_share;
  const told = (evaluation: ReplayEvaluation) => JSON.stringify(evaluation.clusters);

  it('mines the whole log as one week, and asks every query once', () => {
    const [night] = alone.nights;
    assert.deepEqual([night.status, night.analysed, night.distinct], ['success', LOG.length, LOG.length]);
    assert.equal(alone.questions.length, LATER.length);
    const unanswerable = LATER.filter(({ label }) => label === undefined).length;
    assert.equal(alone.questions.filter(({ answerable }) => answerable).length, LATER.length - unanswerable);
  });

  it('counts clusters and what is in them', () => {
    const [night] = alone.nights;
    const { clusters, clustered_share, purity, largest_cluster } = alone.clusters;
    assert.equal(clusters, night.clusters);
    assert.equal(Math.round(clustered_share * LOG.length), LOG.length - night.outliers);
    assert.equal(Math.round(largest_cluster), Math.round(night.largestClusterShare * LOG.length));
    assert.ok(clusters > 8, `without a judge wordings of one question stand apart: ${told(alone)}`);
    assert.ok(purity > 0.95 && purity <= 1, told(alone));
  });

  it('serves the clusters that were answered, and few wrong', () => {
    const [night] = alone.nights;
    assert.deepEqual([night.picked.length, night.created], [4, 4]);
    const score = scoreQuestions(alone.questions, 0.01);
    assert.ok(score.served_share > 0.1 && score.served_share < 0.7, `${score.served_share} served`);
    assert.ok(score.wrong_share <= 0.1, `${score.wrong_share} wrong`);
    assert.ok(alone.bar !== null && alone.bar > 0.5 && alone.bar < 1);
    assert.deepEqual(alone.report, night.matcher);
  });

  it('asks nobody without a judge', () => {
    assert.deepEqual([alone.nights[0].judgeCalls, alone.nights[0].judgeError], [0, undefined]);
  });

  it('has a judge put the clusters right', () => {
    assert.equal(judged.clusters.clusters, 8, told(judged));
    assert.equal(judged.clusters.purity, 1);
    assert.ok(judged.clusters.clustered_share > 0.9, told(judged));
    assert.equal(judged.nights[1].judgeError, judged.nights[0].judgeError);
  });

  it('counts a pair of questions once, however many nights ask about it', () => {
    const [first, second] = judged.nights;
    assert.ok(first.judgeCalls > 50 && second.judgeCalls > 50);
    assert.ok(judge.pairsAsked >= first.judgeCalls);
    assert.ok(judge.pairsAsked < first.judgeCalls + second.judgeCalls, `${judge.pairsAsked} pairs`);
  });

  it('covers in the second night what the first one left', () => {
    const [first, second] = judged.nights;
    assert.deepEqual([first.created, first.kept], [4, 0]);
    assert.deepEqual([second.created, second.kept], [4, 4]);
    assert.ok(servedShare(judged) > servedShare(alone) + 0.2, `${servedShare(judged)} after two nights`);
    assert.ok(servedShare(judged) > 0.7);
    assert.equal(scoreQuestions(judged.questions, 0.01).wrong_share, 0);
  });

  it('tells how far it is', () => {
    assert.ok(progress.some((line) => /^night 1, embed: \d+ of \d+$/.test(line)));
    assert.equal(progress.at(-1), `questions: ${LATER.length} of ${LATER.length}`);
  });

  it('calls an answer wrong by the commonest label of its cluster, and purity what has that label', async () => {
    // One cluster of twelve, of which four have another label; what is asked has the rarer one.
    const passport = LOG.filter(({ label }) => label === 'passport').slice(0, 12);
    const log = passport.map(({ text }, i) => ({ text, label: i % 3 === 0 ? 'rare' : 'common' }));
    const everything = new LabelJudge(
      log.map(({ text }) => ({ text, label: 'one' })),
      0,
      1,
    );
    const queries = passport.slice(0, 2).map(({ text }, i) => ({ text, label: i === 0 ? 'rare' : 'common' }));
    const options: Partial<ReplayOptions> = {
      ...{ maxGolden: 9, rule: 'fixed:0.5' },
      clustering: { method: 'linkage', cut: 0.7 },
      judge: { judge: everything, budget: 0 },
    };
    const { clusters, questions } = await replay(log, options, queries);
    assert.deepEqual(clusters, { clusters: 1, clustered_share: 1, purity: 8 / 12, largest_cluster: 12 });
    assert.deepEqual(
      questions.map(({ found, right }) => [found.outcome, right]),
      [
        ['hit', false],
        ['hit', true],
      ],
    );
  });
});
