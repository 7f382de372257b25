import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import type { QuestionToAnswer } from '../../src/golden/golden-answer.ts';
import { readStaleAnswers } from '../../src/golden/stale-answers.ts';
import type { AnswerWriter } from '../../src/nightly/answer-writer.ts';
import type { WriteAnswers } from '../../src/nightly/written-answers.ts';
import { answerTo, keptAnswers, ScriptedWriter, writeClusters } from '../support/answer-case.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** What every {@link WriteAnswers} must do, over the database of a test. */
export function writeAnswersContract(
  name: string,
  create: (opened: TestDatabase, writer: AnswerWriter) => WriteAnswers,
) {
  describe(`answers written ${name}`, () => {
    let opened: TestDatabase;
    let database: Database;
    let write: WriteAnswers;
    const writer = new ScriptedWriter();
    before(async () => {
      opened = await openTestDatabase();
      database = opened.database;
      write = create(opened, writer);
    });
    after(() => opened.close());

    const failuresOf = async (cluster: number) => {
      const [row] = await database.query<{ failures: number }>(
        'SELECT failures FROM unanswered_clusters WHERE cluster_id = $1',
        [cluster],
      );
      return row?.failures;
    };
    const failsFor = (ids: readonly number[]) => (question: QuestionToAnswer) => {
      if (ids.includes(question.id)) throw new Error(`no answer to ${question.id}\0`);
      return answerTo(question);
    };

    it('writes each once, tells how far it is, and finds the same the next time', async () => {
      const questions = await writeClusters(database, 4);
      writer.answerBy();
      const progress: number[] = [];
      const soFar: number[] = [];
      const written = await write(questions, {
        onProgress: (done, total, { created }) => {
          progress.push(done / total);
          soFar.push(created);
        },
      });
      assert.deepEqual([written.created, written.updated, written.kept, written.tokens], [4, 0, 0, 40]);
      assert.deepEqual(written.errors, []);
      assert.deepEqual(progress, [0.25, 0.5, 0.75, 1]);
      assert.deepEqual(soFar, [1, 2, 3, 4]);
      assert.deepEqual(
        await keptAnswers(database),
        Object.fromEntries(questions.map(({ id, canonical }) => [id, `The answer to: ${canonical.text}`])),
      );
      assert.deepEqual([(await write(questions)).kept, writer.asked.length], [4, 8]);
    });

    it('has nothing to do where there are no questions', async () => {
      const { created, errors } = await write([]);
      assert.deepEqual([created, errors], [0, []]);
    });

    it('takes the questions in their order', async () => {
      const questions = await writeClusters(database, 5);
      writer.answerBy();
      await write(questions.toReversed());
      assert.deepEqual(writer.asked, [5, 4, 3, 2, 1]);
    });

    it('lists what nothing answers, and withdraws the answer that was stale', async () => {
      const questions = await writeClusters(database, 2);
      writer.answerBy();
      await write(questions);
      await database.query(
        "UPDATE golden_answers SET stale_since = now(), stale_reason = 'a test' WHERE cluster_id = 2",
      );
      writer.answerBy(({ id }) => (id === 2 ? { gap: 'no\0source', tokens: 3 } : answerTo(questions[0])));
      const written = await write(questions);
      assert.deepEqual([written.kept, written.withdrawn, written.tokens], [1, 1, 13]);
      assert.deepEqual(
        written.gaps.map(({ question, asked, users, reason }) => [question, asked, users, reason.replace('\0', ' ')]),
        [['What is 2?', 9, 3, 'no source']],
      );
      assert.deepEqual([Object.keys(await keptAnswers(database)), await failuresOf(2)], [['1'], 0]);
    });

    it('writes a stale answer again in the words that stand with it', async () => {
      const questions = await writeClusters(database, 1);
      writer.answerBy();
      await write(questions);
      await database.query(
        `UPDATE golden_answers SET stale_since = now(), stale_reason = 'a test', canonical_question = 'What was 1?';
         INSERT INTO phrasings (normalised, text, embedding, embedding_model, cluster_id) VALUES ('one', 'One?', '', 'none', 1);
         INSERT INTO published_phrasings (phrasing_id, cluster_id) SELECT id, cluster_id FROM phrasings`,
      );
      const written = await write(await readStaleAnswers(database));
      assert.equal(written.updated, 1);
      assert.deepEqual(await keptAnswers(database), { 1: 'The answer to: What was 1?' });
    });

    it('tries an answer that fails again after the others, and sets it aside with its error after three tries', async () => {
      const questions = await writeClusters(database, 5);
      writer.answerBy(failsFor([2]));
      const written = await write(questions);
      assert.equal(written.created, 4);
      assert.deepEqual(
        written.errors.map((line) => line.replace('\0', ' ').trim()),
        ['"What is 2?": no answer to 2'],
      );
      assert.equal(writer.asked.filter((id) => id === 2).length, 3);
      assert.equal(await failuresOf(2), 1);
      assert.equal(await failuresOf(1), undefined);
    });

    it('does not hold a failure against an answer that is written in the end', async () => {
      const questions = await writeClusters(database, 3);
      let tries = 0;
      writer.answerBy((question) => {
        if (question.id === 1 && ++tries < 3) throw new Error('not yet');
        return answerTo(question);
      });
      const written = await write(questions);
      assert.deepEqual([written.created, written.errors, await failuresOf(1)], [3, [], undefined]);
    });

    it('leaves the rest when the model is away', async () => {
      const questions = await writeClusters(database, 40);
      writer.answerBy(failsFor(questions.map(({ id }) => id)));
      const written = await write(questions);
      assert.equal(written.created, 0);
      assert.deepEqual([new Set(writer.asked).size, written.errors.length], [3, 4]);
      assert.match(written.errors.at(-1)!, /37 answers were not tried after 3 failures in a row/);
      assert.deepEqual([await failuresOf(1), await failuresOf(4)], [1, undefined]);
      writer.answerBy();
      assert.equal((await write(questions)).created, 40);
    });

    it('begins nothing when it should stop from the first', async () => {
      const questions = await writeClusters(database, 40);
      writer.answerBy();
      const written = await write(questions, { shouldStop: () => 'The budget is spent.' });
      assert.deepEqual([written.created, writer.asked], [0, []]);
      assert.deepEqual(written.errors, ['40 answers were left for the next run: The budget is spent.']);
    });

    it('leaves the rest for the next run when it should stop, after what is in hand', async () => {
      const questions = await writeClusters(database, 40);
      writer.answerBy();
      const shouldStop = () => (writer.asked.length >= 2 ? 'The budget is spent.' : undefined);
      const written = await write(questions, { shouldStop });
      const kept = Object.keys(await keptAnswers(database)).length;
      assert.deepEqual([kept, written.created, writer.asked.length], [2, 2, 2]);
      assert.deepEqual(written.errors, ['38 answers were left for the next run: The budget is spent.']);
      assert.equal((await write(questions)).created, 38);
    });

    it('stops at once when it is aborted; what was saved stays, and the next run writes the rest', async () => {
      const questions = await writeClusters(database, 5);
      const stop = new AbortController();
      writer.answerBy((question, signal) => {
        if (question.id === 3) stop.abort(new Error('stopped'));
        signal?.throwIfAborted();
        return answerTo(question);
      });
      const stopped = await write(questions, { signal: stop.signal });
      assert.deepEqual([stopped.created, stopped.errors.length], [2, 1]);
      assert.match(stopped.errors[0], /^3 answers .* stopped\.$/);
      assert.deepEqual(Object.keys(await keptAnswers(database)), ['1', '2']);
      writer.answerBy();
      const written = await write(questions);
      assert.deepEqual([written.created, written.kept, written.errors], [3, 2, []]);
    });
  });
}
