import type { Database, Queryable } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { AnswerState } from '../golden/answer-state.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { recordChange } from './audit.ts';

/** What the desk works with where it changes something. */
export interface DeskParts {
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
  golden: GoldenAnswerService;
  log: Logger;
}

/** Who makes a change. */
export interface Actor {
  name: string;
}

/**
 * Writes a change of an answer down, in the transaction that makes it.
 * @param phrasings the words that were given to it by the same change.
 */
export async function recordAnswerChange(
  tx: Queryable,
  actor: Actor,
  action: string,
  before: AnswerState | undefined,
  after: AnswerState | undefined,
  phrasings: readonly string[] = [],
): Promise<void> {
  const id = (after ?? before)?.id ?? 0;
  const given = phrasings.length > 0 ? { phrasings } : {};
  const shown = { before: before && auditedAnswer(before), after: after && { ...auditedAnswer(after), ...given } };
  await recordChange(tx, { who: actor.name, action, subject: { kind: 'answer', id }, ...shown });
}

function auditedAnswer({ editedAt, approvedAt, ...state }: AnswerState) {
  const { version, question, answer, language, status, sources, clusterId, staleReason } = state;
  const decided = { edited: editedAt !== null, approved: approvedAt !== null };
  return { version, question, answer, language, status, ...decided, sources, clusterId, staleReason };
}

/** Lets this process serve what was just changed. The change stands, also where this fails: the next refresh takes it over. */
export async function serveChanges({ golden, log }: Pick<DeskParts, 'golden' | 'log'>): Promise<void> {
  await golden
    .refresh()
    .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'a change at the desk is served a little later'));
}
