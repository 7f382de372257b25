import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { QuestionToAnswer } from '../../../src/golden/golden-answer.ts';
import { NOTHING_SPENT, type Spent } from '../../../src/models/spent.ts';
import { AnswerQueue } from '../../../src/nightly/sharing/answer-queue.ts';
import { AnswerWorker, type WorkedOn } from '../../../src/nightly/sharing/answer-worker.ts';
import { NightWatch } from '../../../src/nightly/sharing/night-watch.ts';
import { shareAnswers } from '../../../src/nightly/sharing/share-answers.ts';
import { workThroughJobs } from '../../../src/nightly/sharing/work-through-jobs.ts';
import type { WriteOptions } from '../../../src/nightly/written-answers.ts';
import { answerTo, keptAnswers, ScriptedWriter, writeClusters } from '../../support/answer-case.ts';
import { WITHOUT_SERVER } from '../../support/answer-server.ts';
import { CuttableServer } from '../../support/cuttable-server.ts';
import { SILENT } from '../../support/model-case.ts';
import { openTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('the queue of answers', { skip: WITHOUT_SERVER }, () => {
  let opened: TestDatabase;
  let databaseUrl: string;
  const open: AnswerQueue[] = [];
  before(async () => {
    opened = await openTestDatabase();
    databaseUrl = opened.location.databaseUrl!;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });
  after(() => opened.close());

  async function openQueue(): Promise<AnswerQueue> {
    const queue = await AnswerQueue.open({ databaseUrl, log: SILENT });
    open.push(queue);
    return queue;
  }
  const share = (writer: ScriptedWriter, questions: QuestionToAnswer[], options?: WriteOptions) =>
    shareAnswers({ database: opened.database, databaseUrl, writer, log: SILENT }, questions, options);
  /** As if its worker had said nothing for a while: the server's clock is what counts. */
  const makeSilent = () =>
    opened.database.query(
      "UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute' WHERE state = 'active'",
    );
  async function takeSoon(queue: AnswerQueue) {
    let job = await queue.take();
    await waitFor(async () => {
      job ??= await queue.take();
      return job !== undefined;
    }, 'there is a job to take');
    return job!;
  }

  test('several processes may make its tables at once', async () => {
    const queues = await Promise.all(Array.from({ length: 4 }, openQueue));
    const states = await Promise.all(queues.map((queue) => queue.states()));
    assert.deepEqual(states, [[], [], [], []]);
  });

  test('a job is taken by one, and taken over when its worker falls silent; who lost it can save nothing', async () => {
    const [first, second] = [await openQueue(), await openQueue()];
    const questions = await writeClusters(opened.database, 1);
    await first.fill(questions);
    const [job, none] = [await first.take(), await second.take()];
    assert.ok(job && !none);
    assert.equal(await first.hold(job), true);
    await makeSilent();
    const taken = await takeSoon(second);
    assert.deepEqual([taken.id, taken.retryCount], [job.id, job.retryCount + 1]);
    assert.equal(await first.hold(job), false);
    const result = { outcome: { kind: 'created', tokens: 1 }, spent: NOTHING_SPENT } as const;
    const finish = (queue: AnswerQueue, hold: typeof job) =>
      opened.database.transaction((tx) => queue.finish(tx, hold, result));
    assert.equal(await finish(first, job), false);
    await first.fail(job, { error: 'too late', spent: NOTHING_SPENT });
    assert.equal(await finish(second, taken), true);
    assert.equal(await finish(second, taken), false);
    assert.deepEqual(
      (await first.states()).map(({ state }) => state),
      ['done'],
    );
  });

  test('a worker that stood still while another wrote its answer does not write over it', async () => {
    const [slow, quick] = [await openQueue(), await openQueue()];
    await slow.fill(await writeClusters(opened.database, 1));
    const wake = Promise.withResolvers<void>();
    const writer = new ScriptedWriter();
    writer.answerBy(async (question) => {
      await wake.promise;
      return { ...answerTo(question), answer: 'Too late.' } as ReturnType<typeof answerTo>;
    });
    const stop = new AbortController();
    const endings: string[] = [];
    const onEnd = ({ kind }: { kind: string }) => {
      endings.push(kind);
      stop.abort();
    };
    const parts = { database: opened.database, writer, log: SILENT };
    const standing = workThroughJobs({ ...parts, queue: slow }, { stop: stop.signal, onEnd });
    await waitFor(() => writer.asked.length === 1, 'it writes');
    await makeSilent();
    const job = await takeSoon(quick);
    await opened.database.transaction(async (tx) => {
      await tx.query(
        "INSERT INTO golden_answers (cluster_id, canonical_question, answer) VALUES (1, 'What is 1?', 'In time.')",
      );
      await quick.finish(tx, job, { outcome: { kind: 'created', tokens: 1 }, spent: NOTHING_SPENT });
    });
    wake.resolve();
    await standing;
    assert.deepEqual([endings, await keptAnswers(opened.database)], [['lost'], { 1: 'In time.' }]);
  });

  test('a job whose worker dies three times is set aside, and the rest goes on', async () => {
    const questions = await writeClusters(opened.database, 3);
    const writer = new ScriptedWriter();
    writer.answerBy(async (question, signal) => {
      if (question.id !== 2) return answerTo(question);
      // As one that brings down whoever takes it.
      await makeSilent();
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      return answerTo(question);
    });
    const written = await share(writer, questions);
    assert.equal(written.created, 2);
    assert.deepEqual(written.errors, ['"What is 2?": its worker ended, or was not heard of any more']);
    assert.equal(writer.asked.filter((id) => id === 2).length, 3);
  });

  test('what a killed night has left is not doubled: the next one wants it anew, and waits for what is in hand', async () => {
    const left = await openQueue();
    const questions = await writeClusters(opened.database, 4);
    await left.fill(questions);
    const inHand = await left.take();
    assert.equal(inHand?.cluster, 1);
    const writer = new ScriptedWriter();
    let spent = NOTHING_SPENT;
    const onSpentElsewhere = (now: Spent) => {
      spent = now;
    };
    const night = share(writer, questions.slice(0, 3), { onSpentElsewhere });
    await waitFor(() => writer.asked.length === 2, 'the rest is written');
    assert.equal((await left.states()).length, 3);
    await opened.database.transaction((tx) =>
      left.finish(tx, inHand, { outcome: { kind: 'created', tokens: 5 }, spent: { tokens: 7, cost: 1, unpriced: 0 } }),
    );
    const { created, tokens } = await night;
    assert.deepEqual([created, tokens, spent.tokens, writer.asked], [3, 25, 7, [2, 3]]);
  });

  test('what a killed night had in hand itself is taken over by the next', async () => {
    const killed = await openQueue();
    const questions = await writeClusters(opened.database, 3);
    await killed.fill(questions);
    assert.equal((await killed.take())?.cluster, 1);
    await makeSilent();
    const writer = new ScriptedWriter();
    const { created, errors } = await share(writer, questions);
    assert.deepEqual([created, errors, writer.asked.toSorted()], [3, [], [1, 2, 3]]);
  });

  test("what workers did of a killed night is counted in the killed night's row by the next one, once", async () => {
    const { database } = opened;
    const begin = (closed: string) =>
      database.query(
        `INSERT INTO nightly_worker_runs (status, seen_at, ended_at, golden_answers_generated, total_tokens_used, cost_usd)
         VALUES ('failed', now(), ${closed}, 1, 100, 0.5) RETURNING id`,
      );
    const [{ id }] = await begin('now()');
    const queue = await openQueue();
    const questions = await writeClusters(database, 4);
    await queue.fill(questions);
    for (const kind of ['created', 'created', 'replaced'] as const) {
      const job = (await queue.take())!;
      const result = { outcome: { kind, tokens: 5 }, spent: { tokens: 7, cost: 0.25, unpriced: 0 } };
      await database.transaction((tx) => queue.finish(tx, job, result));
    }
    // The next night has nothing to write, and the one after finds nothing left.
    for (let night = 0; night < 2; night++) {
      await begin('NULL');
      await share(new ScriptedWriter(), []);
    }
    const rows = await database.query<{ id: number; told: unknown[] }>(
      `SELECT id, jsonb_build_array(golden_answers_generated, golden_answers_updated, total_tokens_used, cost_usd) AS told
       FROM nightly_worker_runs ORDER BY id`,
    );
    assert.deepEqual(
      rows.map(({ told }) => told),
      [
        [2, 1, 121, 1.25],
        [1, 0, 100, 0.5],
        [1, 0, 100, 0.5],
      ],
      `of run ${id} and the next ones`,
    );
    assert.deepEqual(await queue.states(), []);
    await database.query('DELETE FROM nightly_worker_runs');
  });

  test('a worker takes no job of a night that was killed: its budget has nobody to keep it', async () => {
    const { database } = opened;
    const queue = await openQueue();
    const stop = new AbortController();
    const writer = new ScriptedWriter();
    await queue.fill(await writeClusters(database, 2));
    await database.query(
      "INSERT INTO nightly_worker_runs (status, seen_at) VALUES ('failed', now() - interval '31 seconds')",
    );
    assert.equal(await new NightWatch(database).goesOn(), false);
    await workThroughJobs(
      { database, writer, queue, watch: new NightWatch(database), log: SILENT },
      { stop: AbortSignal.any([stop.signal, AbortSignal.timeout(300)]) },
    );
    assert.deepEqual(writer.asked, []);
    await database.query('UPDATE nightly_worker_runs SET seen_at = now()');
    assert.equal(await new NightWatch(database).goesOn(), true, 'it was heard of just now');
    await database.query('DELETE FROM nightly_worker_runs');
    const lock = await database.tryLock('night');
    const onEnd = () => writer.asked.length === 2 && stop.abort();
    await workThroughJobs(
      { database, writer, queue, watch: new NightWatch(database), log: SILENT },
      { stop: stop.signal, onEnd },
    );
    assert.deepEqual(writer.asked, [1, 2]);
    await lock?.release();
    await queue.clear();
  });

  test('workers have a part in a night, what they used is told once, and after a night that was stopped they rest', async () => {
    const questions = await writeClusters(opened.database, 30);
    const used = { tokens: 0, cost: 0, unpriced: 0 };
    let isFirstNight = true;
    const [own, others] = [new ScriptedWriter(), new ScriptedWriter()];
    const slowly = async (question: QuestionToAnswer) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return answerTo(question);
    };
    own.answerBy(slowly);
    others.answerBy(async (question) => {
      const answer = await slowly(question);
      used.tokens += 10;
      if (isFirstNight && question.id % 7 === 0 && others.asked.filter((id) => id === question.id).length === 1)
        throw new Error('once');
      return answer;
    });
    const stop = new AbortController();
    const ready = Promise.withResolvers<void>();
    const lock = await opened.database.tryLock('night');
    const worker: Promise<WorkedOn> = new AnswerWorker({
      ...{ database: opened.database, databaseUrl, writer: others, log: SILENT, spent: () => ({ ...used }) },
    }).work({ concurrency: 3, stop: stop.signal, onReady: ready.resolve });
    await ready.promise;
    try {
      const told: number[] = [];
      const written = await share(own, questions, { onSpentElsewhere: ({ tokens }) => told.push(tokens) });
      assert.deepEqual([written.created, written.errors], [30, []]);
      assert.ok(others.asked.length > 0);
      assert.equal(told.at(-1), used.tokens);

      // A failure while the night is being stopped would put its job back into the queue, for the next night to take out.
      isFirstNight = false;
      const night = new AbortController();
      const more = await writeClusters(opened.database, 200);
      const onProgress = (done: number) => done > 10 && night.abort(new Error('stopped'));
      const stopped = await share(own, more, { signal: night.signal, onProgress });
      assert.match(stopped.errors.join('\n'), /left for the next run: The run was stopped/);
      const queue = await openQueue();
      await waitFor(
        async () => (await queue.states()).every(({ state }) => state !== 'in-hand'),
        'what was in hand is done',
      );
      assert.ok((await queue.states()).every(({ state }) => state === 'done'));
      assert.ok(Object.keys(await keptAnswers(opened.database)).length < 100);
    } finally {
      stop.abort();
      await lock?.release();
    }
    const { written, failed, lost } = await worker;
    assert.ok(written > 0 && lost === 0 && failed <= 4, JSON.stringify({ written, failed, lost }));
  });

  test('a night and a worker whose database goes away for a moment go on when it is back', async () => {
    const cuttable = await CuttableServer.open(databaseUrl);
    const through = cuttable.through(databaseUrl);
    const { openDatabase } = await import('../../../src/database/open-database.ts');
    const database = openDatabase({ ...opened.location, databaseUrl: through }, SILENT);
    const questions = await writeClusters(opened.database, 12);
    const writer = new ScriptedWriter();
    const back = Promise.withResolvers<void>();
    writer.answerBy(async (question) => {
      if (writer.asked.length === 4) {
        await cuttable.cut();
        setTimeout(() => cuttable.connect().then(back.resolve), 700);
      }
      return answerTo(question);
    });
    const parts = { database, databaseUrl: through, writer, log: SILENT };
    const stop = new AbortController();
    const ready = Promise.withResolvers<void>();
    const spent = () => NOTHING_SPENT;
    const lock = await opened.database.tryLock('night');
    const worker = new AnswerWorker({ ...parts, spent }).work({
      ...{ concurrency: 1, stop: stop.signal, onReady: ready.resolve },
    });
    await ready.promise;
    try {
      const written = await shareAnswers(parts, questions);
      await back.promise;
      assert.deepEqual([written.created, written.errors], [12, []]);
    } finally {
      stop.abort();
      await worker;
      await lock?.release();
      await database.close();
      await cuttable.cut();
    }
    assert.equal(Object.keys(await keptAnswers(opened.database)).length, 12);
    assert.equal(writer.asked.length, 12, 'what was written when it went away is kept, not written again');
  });
});
