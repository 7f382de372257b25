import type { Database } from '../database/database.ts';
import type { SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';

/** What checking needs. */
export interface CheckingParts {
  database: Database;
  judge: SameAnswerJudge;
  /** The id of the model behind the judge. */
  model: string;
}

/** So many hits a night: within a week the 95% interval of 1% wrong is narrower than two points. */
const SAMPLE = 50;

/**
 * Has a judge check a random sample of the hits that were served by meaning since the last check: would the answer to the
 * cluster's canonical question serve the question that was asked?
 */
export async function checkHits(
  { database, judge, model }: CheckingParts,
  signal?: AbortSignal,
): Promise<{ checked: number; wrong: number }> {
  const hits = await database.query<{ id: string; question: string; canonical: string }>(
    `SELECT l.id, l.question, a.canonical_question AS canonical
     FROM lookups l JOIN golden_answers a ON a.id = l.golden_answer_id
     WHERE l.outcome = 'hit' AND l.reason = 'similar' AND l.question IS NOT NULL AND l.created_at > now() - interval '2 days'
       AND NOT EXISTS (SELECT 1 FROM hit_checks c WHERE c.lookup_id = l.id)
     ORDER BY random() LIMIT $1`,
    [SAMPLE],
  );
  let wrong = 0;
  for (const { id, question, canonical } of hits) {
    const right = await judge.isSameAnswer({ text: question }, { text: canonical }, signal);
    if (!right) wrong++;
    await database.query(
      'INSERT INTO hit_checks (lookup_id, "right", model) VALUES ($1, $2, $3) ON CONFLICT (lookup_id) DO NOTHING',
      [id, right, model],
    );
  }
  return { checked: hits.length, wrong };
}
