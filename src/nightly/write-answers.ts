import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import { noteLook, timeOfLook } from '../golden/due-answers.ts';
import type { AnswerSource, QuestionToAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { removeStale } from '../golden/stale-answers.ts';
import type { AnswerWriter } from './answer-writer.ts';
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
  /** Answers that stood and gave way to one that rests on other chunks; counted as updated too. */
  replaced: number;
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
}

/** After so many failures in a row the model is taken to be away, and the rest waits for the next run. */
const MOST_FAILURES_IN_A_ROW = 3;

/**
 * Writes the answers that are missing or whose sources have changed, each saved as soon as it is done: a night that was
 * killed carries on where it stopped.
 */
export async function writeAnswers(
  parts: WritingParts,
  questions: readonly QuestionToAnswer[],
  options: WriteOptions = {},
): Promise<WrittenAnswers> {
  const written: WrittenAnswers = {
    created: 0,
    updated: 0,
    kept: 0,
    replaced: 0,
    withdrawn: 0,
    gaps: [],
    errors: [],
    tokens: 0,
  };
  let failures = 0;
  for (const [i, question] of questions.entries()) {
    options.signal?.throwIfAborted();
    try {
      await writeOne(parts, question, written, options.signal);
      failures = 0;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      written.errors.push(`"${question.canonical.text}": ${messageOf(error)}`);
      if (!question.standsOn) await new UnansweredClusters(parts.database).addFailure(question.id, messageOf(error));
      if (++failures === MOST_FAILURES_IN_A_ROW) {
        written.errors.push(`${questions.length - i - 1} answers were not tried after ${failures} failures in a row.`);
        break;
      }
    }
    options.onProgress?.(i + 1, questions.length);
  }
  return written;
}

async function writeOne(
  { database, golden, writer }: WritingParts,
  question: QuestionToAnswer,
  written: WrittenAnswers,
  signal?: AbortSignal,
): Promise<void> {
  const unanswered = new UnansweredClusters(database);
  const at = await timeOfLook(database);
  const result = await writer.write(question, signal);
  written.tokens += result.tokens;
  const { id, canonical, language, asked, users, standsOn } = question;
  if (standsOn && ('gap' in result || restsOn(standsOn, result.sources))) {
    await noteLook(database, id, at);
    return;
  }
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
  await noteLook(database, id, at);
  await unanswered.remove(id);
  if (standsOn) written.replaced++;
  if (change === 'created') written.created++;
  else if (change === 'updated') written.updated++;
  else written.kept++;
}

function restsOn(hashes: readonly string[], sources: readonly AnswerSource[]): boolean {
  const now = new Set(sources.map(({ contentHash }) => contentHash));
  return now.size === new Set(hashes).size && hashes.every((hash) => now.has(hash));
}
