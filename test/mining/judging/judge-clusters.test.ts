import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type JudgingOptions, judgeClusters } from '../../../src/mining/judging/judge-clusters.ts';
import type { SameAnswerJudge } from '../../../src/mining/judging/same-answer-judge.ts';
import { asShare, hashOfText } from '../../../src/mining/judging/text-hash.ts';
import { type Clumps, ErringJudge, MindfulJudge, questionsInClumps } from '../../support/judging-case.ts';
import { seededRandom } from '../../support/vectors-in-clumps.ts';

const LEAST = 3;
/** Eight meanings; the last 28 questions mean something of their own each. */
const SIZES = [80, 68, 56, 48, 40, 32, 24, 24];
const MEANINGS = SIZES.length;
const clumps = questionsInClumps(6, [...SIZES, ...new Array<number>(28).fill(1)]);

/** Pieces of the clumps, a tenth of them in the wrong piece and a seventh, with all that is alone, in none. */
function minedFrom({ questions, meanings }: Clumps, seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from(questions, (_, row) => {
    const own = 3 * meanings[row] + (row % 3);
    const chance = random();
    if (meanings[row] >= MEANINGS || chance < 0.14) return -1;
    return chance < 0.24 ? Math.floor(random() * 3 * MEANINGS) : own;
  });
}

/** Of the questions in a group, how many are of its commonest meaning; and how many are in one. */
function qualityOf(groupOf: Int32Array) {
  const groups = Map.groupBy(groupOf.keys(), (row) => groupOf[row]);
  groups.delete(-1);
  let right = 0;
  let clustered = 0;
  for (const rows of groups.values()) {
    const counts = Map.groupBy(rows, (row) => clumps.meanings[row]);
    right += Math.max(...[...counts.values()].map(({ length }) => length));
    clustered += rows.length;
  }
  const sizes = [...groups.values()].map(({ length }) => length);
  return { groups: groups.size, purity: right / clustered, coverage: clustered / groupOf.length, sizes };
}

/** The rows that are together, whatever their group is called. */
function partition(groupOf: Int32Array): string[] {
  const groups = Map.groupBy(groupOf.keys(), (row) => groupOf[row]);
  groups.delete(-1);
  return [...groups.values()].map((rows) => rows.join()).sort();
}

/** Each clump in three pieces, a tenth in none. */
const largeClusters = ({ meanings }: Clumps) =>
  Int32Array.from(meanings, (meaning, row) => (row % 10 === 3 ? -1 : 3 * meaning + (row % 3)));

const MINED = minedFrom(clumps, 8);
const run = (judge: SameAnswerJudge, changes: Partial<JudgingOptions> = {}) =>
  judgeClusters(clumps.questions, Int32Array.from(MINED), judge, { budget: 15_000, least: LEAST, ...changes });

describe('judgeClusters', () => {
  for (const error of [0, 0.05]) {
    it(`makes clusters purer and fewer, with more that is right in them, with a judge that errs in ${100 * error}%`, async () => {
      const before = qualityOf(MINED);
      const { groupOf, judgeError } = await run(new ErringJudge(clumps, error, 1));
      const after = qualityOf(groupOf);
      const told = JSON.stringify({ before, after });
      assert.ok(before.purity < 0.95 && after.purity > 0.97, told);
      // Wrong members that are taken out cover less, right ones that are found cover more.
      assert.ok(after.purity * after.coverage > before.purity * before.coverage + 0.03, told);
      assert.ok(after.groups >= MEANINGS && after.groups <= MEANINGS + 3, told);
      assert.ok(Math.abs(judgeError - Math.max(error, 0.02)) < 0.06, `${judgeError}`);
    });
  }

  it('leaves what means something of its own in no group', async () => {
    const { groupOf } = await run(new ErringJudge(clumps, 0, 1));
    const alone = [...groupOf.keys()].filter((row) => clumps.meanings[row] >= MEANINGS);
    assert.ok(alone.filter((row) => groupOf[row] === -1).length >= alone.length - 1);
  });

  it('makes no group smaller than it has to be', async () => {
    const { groupOf } = await run(new ErringJudge(clumps, 0.05, 3), { least: 5 });
    assert.ok(Math.min(...qualityOf(groupOf).sizes) >= 5);
  });

  it('weighs what was settled or checked so that together it stands for about all', async () => {
    const { weights = new Float64Array() } = await run(new ErringJudge(clumps, 0, 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(sum / clumps.questions.length - 1) < 0.3, `${sum} of ${clumps.questions.length}`);
    assert.ok(weights.every((weight) => weight === 0 || weight >= 1));
  });

  for (const budget of [1, 20, 60, 120, 300, 15_000]) {
    it(`asks about ${budget} pairs at most when it may no more, and one and a half per question`, async () => {
      const judge = new ErringJudge(clumps, 0.05, 2);
      const { judgeCalls, groupOf } = await run(judge, { budget });
      assert.equal(judgeCalls, judge.calls);
      assert.ok(judge.calls <= Math.min(budget, 1.5 * clumps.questions.length), `${judge.calls} calls`);
      assert.equal(groupOf.length, clumps.questions.length);
    });
  }

  it('comes to the same for the same seed', async () => {
    const [first, second, other] = [await runWith(9), await runWith(9), await runWith(10)];
    assert.deepEqual(first, second);
    assert.notDeepEqual(first.asked, other.asked);

    async function runWith(seed: number) {
      const asked: string[] = [];
      const judge = new ErringJudge(clumps, 0.05, 4);
      const listening: SameAnswerJudge = {
        isSameAnswer: (a, b) => {
          asked.push(`${a.text}|${b.text}`);
          return judge.isSameAnswer(a, b);
        },
      };
      return { ...(await run(listening, { seed })), asked };
    }
  });

  it('never asks about a pair twice, nor about a question and itself', async () => {
    const judge = new ErringJudge(clumps, 0.05, 4);
    const asked = new Set<string>();
    await run({
      isSameAnswer: (a, b) => {
        assert.notEqual(a, b);
        const pair = [a.text, b.text].sort().join(' and ');
        assert.ok(!asked.has(pair), `${pair} again`);
        asked.add(pair);
        return judge.isSameAnswer(a, b);
      },
    });
  });

  it('stops when it is told to, and hands the signal to the judge', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const judge = new ErringJudge(clumps, 0, 1);
    const stopped = run(
      {
        isSameAnswer: async (a, b, signal) => {
          assert.equal(signal, stop.signal);
          if (judge.calls === 70) stop.abort(reason);
          return judge.isSameAnswer(a, b);
        },
      },
      { signal: stop.signal },
    );
    await assert.rejects(stopped, reason);
    assert.ok(judge.calls < 200, `${judge.calls} calls`);
  });

  it('comes to the same however many pairs are asked about at the same time, and however long each takes', async () => {
    const slow = (judge: SameAnswerJudge, milliseconds: () => number): SameAnswerJudge => ({
      isSameAnswer: async (a, b) => {
        await pause(milliseconds());
        return judge.isSameAnswer(a, b);
      },
    });
    const random = seededRandom(2);
    const plain = await run(new ErringJudge(clumps, 0.05, 4), { atOnce: 1 });
    const many = await run(
      slow(new ErringJudge(clumps, 0.05, 4), () => 3 * random()),
      { atOnce: 16 },
    );
    assert.deepEqual(many, plain);
  });

  it('asks about as many pairs at the same time as it may, and no more', async () => {
    let [now, most] = [0, 0];
    const judge = new ErringJudge(clumps, 0.05, 4);
    await run({
      isSameAnswer: async (a, b) => {
        most = Math.max(most, ++now);
        await pause(1);
        now--;
        return judge.isSameAnswer(a, b);
      },
    });
    assert.equal(most, 8);
  });

  describe('with a judge that remembers', () => {
    it('asks nothing, or nearly nothing, in a second night, which comes to the same', async () => {
      const judge = new ErringJudge(clumps, 0.05, 4);
      const mindful = new MindfulJudge(judge);
      const first = await run(mindful);
      const asked = judge.calls;
      assert.deepEqual([first.judgeCalls, first.judgeRemembered], [asked, 0]);
      const second = await run(mindful);
      assert.ok(judge.calls - asked <= 0.02 * asked, `${judge.calls - asked} more calls`);
      assert.equal(second.judgeCalls - second.judgeRemembered, judge.calls - asked);
      const moved = second.groupOf.filter((group, row) => group !== first.groupOf[row]).length;
      assert.ok(moved <= 0.02 * clumps.questions.length, `${moved} questions are elsewhere`);
    });

    it('goes on in the next night where its budget ended', async () => {
      const judge = new ErringJudge(clumps, 0.05, 4);
      const mindful = new MindfulJudge(judge);
      for (const night of [1, 2, 3]) {
        await run(mindful, { budget: 200 });
        assert.ok(judge.calls > 150 * night && judge.calls <= 200 * night, `${judge.calls} calls in ${night} nights`);
      }
    });

    it('asks little when the log has grown by a tenth', async () => {
      const large = questionsInClumps(7, new Array<number>(25).fill(44));
      const mined = largeClusters(large);
      const old = [...large.questions.keys()].filter((row) => row % 11 !== 5);
      const judge = new ErringJudge(large, 0.05, 3);
      const mindful = new MindfulJudge(judge);
      const options = { budget: 15_000, least: LEAST };
      await judgeClusters(
        old.map((row) => large.questions[row]),
        Int32Array.from(old, (row) => mined[row]),
        mindful,
        options,
      );
      const first = judge.calls;
      const { judgeCalls, judgeRemembered } = await judgeClusters(large.questions, mined, mindful, options);
      const second = judge.calls - first;
      assert.equal(judgeCalls - judgeRemembered, second);
      assert.ok(second < 0.3 * first, `${second} calls after ${first}`);
    });
  });

  describe('with a judge that fails', () => {
    /** Fails to speak on some pairs, and counts what it was asked. */
    const failingOn = (judge: SameAnswerJudge, fails: (call: number, pair: string) => boolean) => {
      const calls = new Map<string, number>();
      let call = 0;
      const isSameAnswer: SameAnswerJudge['isSameAnswer'] = async (a, b) => {
        const pair = [a.text, b.text].sort().join(' and ');
        calls.set(pair, (calls.get(pair) ?? 0) + 1);
        if (fails(call++, pair)) throw new Error('no credit');
        return judge.isSameAnswer(a, b);
      };
      return { isSameAnswer, calls };
    };

    it('now and then, goes on without those pairs, having asked twice about each', async () => {
      const isDumb = (pair: string) => asShare(hashOfText(pair, 1)) < 0.03;
      const judge = failingOn(new ErringJudge(clumps, 0.02, 7), (_, pair) => isDumb(pair));
      const { failure, weights, groupOf } = await run(judge);
      assert.equal(failure, undefined);
      assert.ok(weights);
      assert.ok(qualityOf(groupOf).purity > 0.95);
      for (const [pair, count] of judge.calls) assert.equal(count, isDumb(pair) ? 2 : 1, pair);
    });

    it('altogether, gives it up after a few pairs, tells its error and leaves the clusters', async () => {
      const judge = failingOn(new ErringJudge(clumps, 0, 1), () => true);
      const { failure, weights, groupOf, judgeCalls } = await run(judge);
      assert.match(String(failure?.error), /no credit/);
      assert.equal(weights, undefined);
      assert.ok(judgeCalls <= 12, `${judgeCalls} pairs`);
      assert.deepEqual(partition(groupOf), partition(MINED));
    });

    it('after a while, keeps what was joined until then', async () => {
      const judge = failingOn(new ErringJudge(clumps, 0, 1), (call) => call >= 250);
      const { failure, weights, groupOf, judgeCalls } = await run(judge);
      assert.match(String(failure?.error), /no credit/);
      assert.equal(weights, undefined);
      assert.ok(judgeCalls < 270, `${judgeCalls} pairs`);
      const [before, after] = [qualityOf(MINED), qualityOf(groupOf)];
      assert.ok(after.groups < before.groups - 8, JSON.stringify({ before, after }));
      assert.ok(after.purity > before.purity - 0.02, JSON.stringify({ before, after }));
    });

    it('but is remembered to have said all that is needed, does without it', async () => {
      const mindful = new MindfulJudge(new ErringJudge(clumps, 0, 4));
      const first = await run(mindful);
      const { weights, groupOf, judgeRemembered } = await run({
        recall: (a, b) => mindful.recall(a, b),
        isSameAnswer: async () => {
          throw new Error('no credit');
        },
      });
      assert.ok(weights);
      assert.ok(judgeRemembered > 0.95 * first.judgeCalls);
      // The pairs that are remembered go first, so a few others are wanted as well: their questions stay where they were.
      const [before, after] = [first.groupOf, groupOf].map(qualityOf);
      assert.equal(after.groups, before.groups);
      assert.ok(after.purity > 0.97, JSON.stringify({ before, after }));
    });
  });

  it('takes logs of no question, of one, and of nothing in a cluster', async () => {
    const judge = new ErringJudge(clumps, 0, 1);
    const options = { budget: 100, least: LEAST };
    const empty = await judgeClusters([], new Int32Array(0), judge, options);
    assert.deepEqual([empty.groupOf.length, empty.judgeCalls], [0, 0]);
    const one = await judgeClusters(clumps.questions.slice(0, 1), Int32Array.of(-1), judge, options);
    assert.deepEqual([...one.groupOf], [-1]);
    const few = clumps.questions.slice(0, 30);
    const none = await judgeClusters(few, new Int32Array(30).fill(-1), judge, options);
    assert.deepEqual(new Set(none.groupOf), new Set([-1]));
  });

  it('says how far it is', async () => {
    const seen: number[] = [];
    await run(new ErringJudge(clumps, 0, 1), {
      onProgress: (pairs, most) => {
        assert.ok(pairs <= most && most <= 1.5 * clumps.questions.length);
        seen.push(pairs);
      },
    });
    assert.ok(seen.length > 3);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
  });
});
