import type { Queryable } from '../database/database.ts';

/** Golden answers that there are, and those of them that are stale and not served. */
export interface GoldenAnswerCount {
  answers: number;
  stale: number;
}

/** Counts the golden answers in the database. */
export async function countGoldenAnswers(database: Queryable): Promise<GoldenAnswerCount> {
  const [count] = await database.query<GoldenAnswerCount>(
    'SELECT count(*)::int AS answers, count(stale_since)::int AS stale FROM golden_answers',
  );
  return count;
}
