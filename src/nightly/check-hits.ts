import type { Database } from '../database/database.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { mapAtOnce } from '../mining/judging/map-at-once.ts';
import { PatientJudge } from '../mining/judging/patient-judge.ts';
import type { SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';

/** What checking needs. */
export interface CheckingParts {
  database: Database;
  judge: SameAnswerJudge;
  /** The id of the model behind the judge. */
  model: string;
  /** How often it errs, 0 to 1, as far as it is known. */
  judgeError?: number;
  /** How many pairs the judge is asked about at the same time; 8 unless set. */
  atOnce?: number;
}

const AT_ONCE = 8;

/** So many hits a night: within a week the 95% interval of 1% wrong is narrower than two points. */
const SAMPLE = 50;

/**
 * Checks a random sample of the hits since the last check: would the answer to the cluster's canonical question serve the
 * question that was asked? Of the canonical question itself that is known, on the rest a judge speaks; a hit that it fails to
 * speak on is left for another night.
 * @throws the judge's error when too many of its calls fail; what was checked until then stands.
 */
export async function checkHits(
  { database, judge, model, judgeError = 0, atOnce = AT_ONCE }: CheckingParts,
  signal?: AbortSignal,
): Promise<{ checked: number; wrong: number }> {
  const hits = await sampleOfHits(database);
  const patient = new PatientJudge(judge, { signal });
  const verdicts = await mapAtOnce(hits, atOnce, async ({ id, question, canonical }) => {
    const isCanonical = normaliseQuestion(question) === normaliseQuestion(canonical);
    const right = isCanonical || (await patient.verdictOn({ text: question }, { text: canonical }));
    if (right !== undefined)
      await database.query(
        `INSERT INTO hit_checks (lookup_id, "right", model, judge_error) VALUES ($1, $2, $3, $4)
         ON CONFLICT (lookup_id) DO NOTHING`,
        [id, right, model, isCanonical ? 0 : judgeError],
      );
    return right;
  });
  if (patient.failure) throw patient.failure.error;
  const known = verdicts.filter((right) => right !== undefined);
  return { checked: known.length, wrong: known.filter((right) => !right).length };
}

function sampleOfHits(database: Database): Promise<{ id: string; question: string; canonical: string }[]> {
  return database.query(
    `SELECT l.id, l.question, a.canonical_question AS canonical
     FROM lookups l JOIN golden_answers a ON a.id = l.golden_answer_id
     WHERE l.outcome = 'hit' AND l.question IS NOT NULL AND l.created_at > now() - interval '2 days'
       AND NOT EXISTS (SELECT 1 FROM hit_checks c WHERE c.lookup_id = l.id)
     ORDER BY random() LIMIT $1`,
    [SAMPLE],
  );
}
