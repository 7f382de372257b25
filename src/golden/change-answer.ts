import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { type AnswerState, lockAnswer } from './answer-state.ts';
import type { AnswerStatus } from './answer-status.ts';
import { type AnswerChangeKind, type ChangedBy, keepVersion, readVersion } from './answer-versions.ts';
import { ChangedMeanwhile } from './changed-meanwhile.ts';
import type { AnswerMetadata, AnswerSource } from './golden-answer.ts';

/** What is to be different about an answer; what is left out stays. */
export interface AnswerChanges {
  question?: string;
  answer?: string;
  sources?: AnswerSource[];
  metadata?: AnswerMetadata;
  language?: string | null;
  status?: AnswerStatus;
  /** From now on the text is a person's, or a night's again. */
  isEdited?: boolean;
  /** A person says that this text may be served. */
  isApproved?: boolean;
  /** Whether what it rests on counts as unchanged from now on. */
  isFresh?: boolean;
}

/** How an answer was, and how it is. */
export interface ChangedAnswer {
  before: AnswerState;
  after: AnswerState;
}

/**
 * Changes an answer, and keeps what it has become as a version; for one row at a time, in a transaction of the caller's. What
 * changes nothing makes no version.
 * @param expected the version that whoever changes it has seen; undefined where it was read in this very transaction.
 * @throws GoldsmithError `not-found`; {@link ChangedMeanwhile} when it has another version by now.
 */
export async function changeAnswer(
  tx: Queryable,
  id: number,
  expected: number | undefined,
  kind: AnswerChangeKind,
  by: ChangedBy,
  changes: AnswerChanges,
): Promise<ChangedAnswer> {
  const before = await lockAnswer(tx, { id });
  if (!before) throw new GoldsmithError('not-found', `There is no answer ${id}. Somebody may have removed it.`);
  if (expected !== undefined && expected !== before.version) throw await changedMeanwhile(tx, before);
  if (!isDifferent(before, changes)) return { before, after: before };
  // What was written around us has no version yet.
  await keepVersion(tx, id, 'written', {});
  await write(tx, before, changes);
  await keepVersion(tx, id, kind, by);
  const after = await lockAnswer(tx, { id });
  return { before, after: after! };
}

/** Dismissed with the demand that the last night has counted; what no night knows is asked by nobody. */
async function write(tx: Queryable, before: AnswerState, changes: AnswerChanges): Promise<void> {
  const next = { ...before, ...withoutUndefined(changes) };
  await tx.query(
    `UPDATE golden_answers SET version = version + 1, canonical_question = $2, answer = $3, sources = $4, language = $5,
       status = $6::text, metadata = coalesce($7::jsonb, metadata),
       edited_at = CASE $8::boolean WHEN true THEN now() WHEN false THEN NULL ELSE edited_at END,
       approved_at = CASE $9::boolean WHEN true THEN now() WHEN false THEN NULL ELSE approved_at END,
       stale_since = CASE WHEN $10 THEN NULL ELSE stale_since END,
       stale_reason = CASE WHEN $10 THEN NULL ELSE stale_reason END,
       dismissed_asked = CASE $6::text WHEN 'dismissed'
         THEN coalesce(dismissed_asked, (SELECT asked FROM clusters c WHERE c.id = cluster_id), 0) END,
       dismissed_users = CASE $6::text WHEN 'dismissed'
         THEN coalesce(dismissed_users, (SELECT users FROM clusters c WHERE c.id = cluster_id), 0) END
     WHERE id = $1`,
    [
      before.id,
      next.question,
      next.answer,
      JSON.stringify(next.sources),
      next.language,
      next.status,
      changes.metadata ? JSON.stringify(changes.metadata) : null,
      changes.isEdited ?? null,
      changes.isApproved ?? null,
      changes.isFresh ?? false,
    ],
  );
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function isDifferent(before: AnswerState, changes: AnswerChanges): boolean {
  const { question, answer, sources, language, status, isEdited, isApproved, isFresh } = changes;
  return (
    (question !== undefined && question !== before.question) ||
    (answer !== undefined && answer !== before.answer) ||
    (sources !== undefined && !isDeepStrictEqual(sources, before.sources)) ||
    (language !== undefined && language !== before.language) ||
    (status !== undefined && status !== before.status) ||
    (isEdited !== undefined && isEdited !== (before.editedAt !== null)) ||
    (isApproved !== undefined && isApproved !== (before.approvedAt !== null)) ||
    (isFresh === true && before.staleSince !== null)
  );
}

/** The error that an answer is not as somebody has seen it: with what it is now, and who made it so. */
export async function changedMeanwhile(tx: Queryable, now: AnswerState, message?: string): Promise<ChangedMeanwhile> {
  const last = await readVersion(tx, now.id, now.version);
  const current = {
    version: now.version,
    person: last?.person ?? null,
    change: last?.change ?? 'edited',
    at: (last?.at ?? now.updatedAt).toISOString(),
    question: now.question,
    answer: now.answer,
  };
  return new ChangedMeanwhile(current, message);
}
