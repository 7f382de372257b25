import type { Queryable } from '../database/database.ts';

/** Golden answers that there are, those of them that are stale and not served, that wait for a person, and that a person paused. */
export interface GoldenAnswerCount {
  answers: number;
  stale: number;
  drafts: number;
  paused: number;
}

/** Counts the golden answers in the database. */
export async function countGoldenAnswers(database: Queryable): Promise<GoldenAnswerCount> {
  const [count] = await database.query<GoldenAnswerCount>(
    `SELECT count(*)::int AS answers, count(stale_since)::int AS stale, count(*) FILTER (WHERE status = 'draft')::int AS drafts,
       count(*) FILTER (WHERE status = 'paused')::int AS paused
     FROM golden_answers WHERE status <> 'dismissed'`,
  );
  return count;
}
