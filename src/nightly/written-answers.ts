import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import type { Spent } from '../models/spent.ts';
import type { AnswerOutcome } from './keep-answer.ts';

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
  /** Texts that were put beside answers that people wrote, for them to decide. */
  proposed: number;
  /** Stale answers that were removed, as the knowledge base supports no new one or nobody asks for them any more. */
  withdrawn: number;
  gaps: KnowledgeGap[];
  /** One line per answer that could not be written. */
  errors: string[];
  tokens: number;
}

/** How the writing is watched and stopped. */
export interface WriteOptions {
  /** Stops at once: what is in hand is not finished. */
  signal?: AbortSignal;
  /** Asked between answers: a reason to leave the rest for the next run, after what is in hand. */
  shouldStop?: () => string | undefined;
  /** Told after each question how far it is, and what was written until then: the same object may come again, with more in it. */
  onProgress?: (done: number, total: number, soFar: Readonly<WrittenAnswers>) => void;
  /** Told what other processes have used so far that have a part in it; a night knows what its own does. */
  onSpentElsewhere?: (spent: Spent) => void;
}

/**
 * Writes the answers to questions and saves each as soon as it is done, so that a night that was killed carries on where it
 * stopped. An answer that fails is tried again later, and set aside with its error when it has failed
 * {@link MOST_TRIES} times. Where it is told to stop it returns what was written until then, also when the signal was aborted: the
 * answers that were saved count. Implementations must pass `test/contracts/write-answers-contract.ts`.
 */
export type WriteAnswers = (questions: readonly QuestionToAnswer[], options?: WriteOptions) => Promise<WrittenAnswers>;

/** How often an answer is tried in a night. */
export const MOST_TRIES = 3;

/** When so many different questions have failed in a row, the model is taken to be away, and the rest waits for the next run. */
export const MOST_FAILURES_IN_A_ROW = 3;

/** Why the rest is left when the model is away. */
export const MODEL_AWAY = `were not tried after ${MOST_FAILURES_IN_A_ROW} failures in a row`;

/** The result before anything was written. */
export function nothingWritten(): WrittenAnswers {
  return { created: 0, updated: 0, kept: 0, replaced: 0, proposed: 0, withdrawn: 0, gaps: [], errors: [], tokens: 0 };
}

/** Counts what became of a question. */
export function addOutcome(written: WrittenAnswers, question: QuestionToAnswer, outcome: AnswerOutcome): void {
  written.tokens += outcome.tokens;
  if (outcome.kind === 'gone' || outcome.kind === 'stands') return;
  if (outcome.kind === 'replaced') written.updated++;
  if (outcome.kind !== 'gap') {
    written[outcome.kind]++;
    return;
  }
  const { canonical, language, asked, users } = question;
  written.gaps.push({ question: canonical.text, language, asked, users, reason: outcome.reason });
  written.withdrawn += outcome.withdrawn;
}

/** Notes why an answer could not be written. */
export function addError(written: WrittenAnswers, question: QuestionToAnswer, error: string): void {
  written.errors.push(`"${question.canonical.text}": ${error}`);
}

/** Notes that some answers were not tried. */
export function addUntried(written: WrittenAnswers, count: number, why: string): void {
  if (count > 0) written.errors.push(`${count} answers ${why}.`);
}

/** In the words of a report: why the rest is left when {@link WriteOptions.shouldStop} gives a reason. */
export function leftBecause(reason: string | undefined): string | undefined {
  return reason && `were left for the next run: ${reason.replace(/\.$/, '')}`;
}
