import type { Database } from '../../src/database/database.ts';
import type { QuestionToAnswer } from '../../src/golden/golden-answer.ts';
import type { AnswerWriter, WritingResult } from '../../src/nightly/answer-writer.ts';

/** Makes so many clusters, from 1 on, and returns their questions. */
export async function writeClusters(database: Database, count: number): Promise<QuestionToAnswer[]> {
  await database.query('DELETE FROM clusters; DELETE FROM golden_answers; DELETE FROM unanswered_clusters');
  const questions = Array.from({ length: count }, (_, i) => questionOf(i + 1));
  for (const { id, canonical, language, asked, users } of questions)
    await database.query(
      'INSERT INTO clusters (id, canonical_question, language, asked, users) VALUES ($1, $2, $3, $4, $5)',
      [...[id, canonical.text, language, asked, users]],
    );
  return questions;
}

function questionOf(id: number): QuestionToAnswer {
  return { id, canonical: { text: `What is ${id}?` }, language: 'en', asked: 9, users: 3 };
}

/** What an answer to a question comes to. */
export function answerTo({ canonical }: Pick<QuestionToAnswer, 'canonical'>): WritingResult {
  const metadata = { model: 'scripted', tokens: 10, seconds: 0 };
  return { answer: `The answer to: ${canonical.text}`, sources: [], metadata, tokens: 10 };
}

type Answering = (question: QuestionToAnswer, signal?: AbortSignal) => WritingResult | Promise<WritingResult>;

/** A writer that does what a test says, and remembers which clusters it was asked about. */
export class ScriptedWriter implements AnswerWriter {
  readonly asked: number[] = [];
  #answer: Answering = answerTo;

  /** How the next questions are answered; without an answer, each has its own. */
  answerBy(answer: Answering = answerTo): void {
    this.asked.length = 0;
    this.#answer = answer;
  }

  async write(question: QuestionToAnswer, signal?: AbortSignal): Promise<WritingResult> {
    signal?.throwIfAborted();
    this.asked.push(question.id);
    return this.#answer(question, signal);
  }
}

/** The answers that are kept, by cluster. */
export async function keptAnswers(database: Database): Promise<Record<number, string>> {
  const rows = await database.query<{ id: number; answer: string }>(
    'SELECT cluster_id AS id, answer FROM golden_answers',
  );
  return Object.fromEntries(rows.map(({ id, answer }) => [id, answer]));
}
