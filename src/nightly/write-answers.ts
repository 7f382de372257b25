import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { removeStale } from '../golden/stale-answers.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { RUN_STOPPED } from './night-run.ts';
import { UnansweredClusters } from './unanswered-clusters.ts';

/** A question with demand that the knowledge base does not answer. */
export interface KnowledgeGap {
  question: string;
  language: string | null;
  asked: number;
  users: number;
  reason: string;
}

/** What the writing of a night came to. */
export interface WrittenAnswers {
  created: number;
  updated: number;
  /** Answers that were written again in the same words. */
  kept: number;
  /** Stale answers that were removed, as the knowledge base supports no new one or nobody asks for them any more. */
  withdrawn: number;
  gaps: KnowledgeGap[];
  /** One line per answer that could not be written. */
  errors: string[];
  tokens: number;
}

/** What writing needs. */
export interface WritingParts {
  database: Database;
  golden: GoldenAnswerService;
  writer: AnswerWriter;
}

/** Options of {@link writeAnswers}. */
export interface WriteOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Asked before each answer: why no more are to be written, or undefined to go on. */
  shouldStop?: () => string | undefined;
}

/** After so many failures in a row the model is taken to be away, and the rest waits for the next run. */
const MOST_FAILURES_IN_A_ROW = 3;

/**
 * Writes the answers that are missing or whose sources have changed, each saved as soon as it is done: a night that was
 * killed carries on where it stopped. Where it is told to stop it returns what was written until then, also when the signal
 * was aborted: the answers that were saved count.
 */
export async function writeAnswers(
  parts: WritingParts,
  questions: readonly QuestionToAnswer[],
  options: WriteOptions = {},
): Promise<WrittenAnswers> {
  const written: WrittenAnswers = { created: 0, updated: 0, kept: 0, withdrawn: 0, gaps: [], errors: [], tokens: 0 };
  let failures = 0;
  for (const [i, question] of questions.entries()) {
    const stopped = whyStop(options);
    if (stopped) {
      written.errors.push(`${questions.length - i} answers were not tried: ${stopped}`);
      break;
    }
    try {
      await writeOne(parts, question, written, options.signal);
      failures = 0;
    } catch (error) {
      if (options.signal?.aborted) {
        written.errors.push(`${questions.length - i} answers were not written: ${RUN_STOPPED}`);
        break;
      }
      written.errors.push(`"${question.canonical.text}": ${messageOf(error)}`);
      await new UnansweredClusters(parts.database).addFailure(question.id, messageOf(error));
      if (++failures === MOST_FAILURES_IN_A_ROW) {
        written.errors.push(`${questions.length - i - 1} answers were not tried after ${failures} failures in a row.`);
        break;
      }
    }
    options.onProgress?.(i + 1, questions.length);
  }
  return written;
}

function whyStop({ signal, shouldStop }: WriteOptions): string | undefined {
  return signal?.aborted ? RUN_STOPPED : shouldStop?.();
}

async function writeOne(
  { database, golden, writer }: WritingParts,
  question: QuestionToAnswer,
  written: WrittenAnswers,
  signal?: AbortSignal,
): Promise<void> {
  const unanswered = new UnansweredClusters(database);
  const result = await writer.write(question, signal);
  written.tokens += result.tokens;
  const { id, canonical, language, asked, users } = question;
  if ('gap' in result) {
    written.gaps.push({ question: canonical.text, language, asked, users, reason: result.gap });
    await unanswered.addGap(id, result.gap);
    written.withdrawn += await removeStale(database, id);
    return;
  }
  const { answer, sources, metadata } = result;
  const { change } = await golden.saveGoldenAnswer({
    clusterId: id,
    canonicalQuestion: canonical.text,
    answer,
    sources,
    metadata,
    language,
  });
  await unanswered.remove(id);
  if (change === 'created') written.created++;
  else if (change === 'updated') written.updated++;
  else written.kept++;
}
