import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JudgingOptions, judgeClusters } from '../../../src/mining/judging/judge-clusters.ts';
import type { SameAnswerJudge } from '../../../src/mining/judging/same-answer-judge.ts';
import { type Clumps, ErringJudge, questionsInClumps } from '../../support/judging-case.ts';
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

const MINED = minedFrom(clumps, 8);
const run = (judge: SameAnswerJudge, changes: Partial<JudgingOptions> = {}) =>
  judgeClusters(clumps.questions, Int32Array.from(MINED), judge, { budget: 15_000, least: LEAST, ...changes });

describe('judgeClusters', () => {
  for (const error of [0, 0.05]) {
    it(`makes clusters purer, larger and fewer with a judge that errs in ${100 * error}%`, async () => {
      const before = qualityOf(MINED);
      const { groupOf, judgeError } = await run(new ErringJudge(clumps, error, 1));
      const after = qualityOf(groupOf);
      const told = JSON.stringify({ before, after });
      assert.ok(before.purity < 0.95 && after.purity > 0.97, told);
      assert.ok(after.coverage > before.coverage && after.coverage > 0.8, told);
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
    const { weights } = await run(new ErringJudge(clumps, 0, 1));
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

  it('fails with the error of a judge that cannot be asked', async () => {
    let calls = 0;
    const failing: SameAnswerJudge = {
      isSameAnswer: async () => {
        if (++calls > 50) throw new Error('no credit');
        return true;
      },
    };
    await assert.rejects(run(failing), /no credit/);
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
      onProgress: (calls, limit) => {
        assert.ok(calls <= limit);
        seen.push(calls);
      },
    });
    assert.ok(seen.length > 3);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
  });
});
