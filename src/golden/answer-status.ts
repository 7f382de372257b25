/** Where an answer stands: see `db/migrations/031_people_own_answers.sql`. Only what is published is served. */
export const ANSWER_STATUSES = ['draft', 'published', 'paused', 'dismissed'] as const;

/** One of {@link ANSWER_STATUSES}. */
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];

/**
 * How firmly an answer holds its words, as a number: one that stands lower takes none from one that stands higher. What is published
 * before what waits or is paused, that before what nobody wants.
 */
export function standingOf(status: AnswerStatus): number {
  return { published: 2, draft: 1, paused: 1, dismissed: 0 }[status];
}

/** How often a question was asked in the window of a night, and by how many different users. */
export interface Demand {
  asked: number;
  users: number;
}

/** A question has grown, and a dismissed one comes back, when so many times as many users ask it ... */
const GROWN_BY = 2;
/** ... and at least so many more: from one user to two is no growth. */
const GROWN_BY_AT_LEAST = 5;

/**
 * Whether a question is asked so much more that a person should know, and look again at one he dismissed. Different users count, not how often it
 * was asked: one who insists is no new demand. Twice as many, as weeks differ by less where a question is asked steadily, and
 * five more, as small numbers double by chance.
 */
export function hasGrownMarkedly(now: Pick<Demand, 'users'>, before: Pick<Demand, 'users'>): boolean {
  return now.users >= Math.max(GROWN_BY * before.users, before.users + GROWN_BY_AT_LEAST);
}

/** The status of an answer whose text a night has just written. */
export function statusAfterNight(
  known: { status: AnswerStatus; sameText: boolean } | undefined,
  review: boolean,
): AnswerStatus {
  if (!known) return review ? 'draft' : 'published';
  // What was dismissed and is asked markedly more is for a person to decide on, whatever the setting.
  if (known.status === 'dismissed') return 'draft';
  if (known.status === 'published' && review && !known.sameText) return 'draft';
  return known.status;
}
