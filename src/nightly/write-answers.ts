import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import { timeOfLook } from '../golden/due-answers.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { FailuresInARow } from './failures-in-a-row.ts';
import { keepAnswer } from './keep-answer.ts';
import { RUN_STOPPED } from './night-run.ts';
import { UnansweredClusters } from './unanswered-clusters.ts';
import {
  addError,
  addOutcome,
  addUntried,
  leftBecause,
  MODEL_AWAY,
  MOST_TRIES,
  nothingWritten,
  type WriteOptions,
  type WrittenAnswers,
} from './written-answers.ts';

/** What writing needs. */
export interface WritingParts {
  database: Database;
  writer: AnswerWriter;
  /** Whether a person must approve what is written before it is served; not unless set. */
  review?: boolean;
}

/** A question that waits for its answer. */
interface Waiting {
  question: QuestionToAnswer;
  /** Why each try has failed so far. */
  failures: string[];
}

/** `WriteAnswers` in this one process, an answer after the other. */
export async function writeAnswers(
  { database, writer, review = false }: WritingParts,
  questions: readonly QuestionToAnswer[],
  { signal, shouldStop, onProgress }: WriteOptions = {},
): Promise<WrittenAnswers> {
  const written = nothingWritten();
  const inARow = new FailuresInARow();
  const waiting: Waiting[] = questions.map((question) => ({ question, failures: [] }));
  const failed: Waiting[] = [];
  let why = '';
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const reason = inARow.areTooMany ? MODEL_AWAY : leftBecause(signal?.aborted ? RUN_STOPPED : shouldStop?.());
    if (reason) {
      why = reason;
      waiting.push(next);
      break;
    }
    try {
      const { question } = next;
      const at = await timeOfLook(database);
      const result = await writer.write(question, signal);
      addOutcome(
        written,
        question,
        await database.transaction((tx) => keepAnswer(tx, question, result, { at, review })),
      );
      inARow.forget();
    } catch (error) {
      if (signal?.aborted) {
        waiting.unshift(next);
        continue;
      }
      next.failures.push(messageOf(error));
      inARow.add(next.question.id);
      (next.failures.length < MOST_TRIES ? waiting : failed).push(next);
    }
    onProgress?.(questions.length - waiting.length, questions.length, written);
  }
  failed.push(...waiting.filter(({ failures }) => failures.length > 0));
  for (const { question, failures } of failed) {
    addError(written, question, failures.at(-1)!);
    // An answer that stands is no failure of its question.
    if (!question.standsOn) await new UnansweredClusters(database).addFailure(question.id, failures.at(-1)!);
  }
  addUntried(written, waiting.filter(({ failures }) => failures.length === 0).length, why);
  return written;
}
