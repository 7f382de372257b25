import { GoldsmithError } from '../../errors.ts';
import { dot } from '../../matching/vectors.ts';
import { wilsonInterval } from '../../matching/wilson-interval.ts';
import type { BudgetedJudge } from './budgeted-judge.ts';
import type { Lots } from './lots.ts';
import { mapAtOnce } from './map-at-once.ts';
import type { MinedQuestion } from './same-answer-judge.ts';

/** At most so many known pairs of each kind are asked. */
const MOST_PAIRS = 150;

/** Where fewer are known, as in small logs, the usual error stands in for the missing ones. */
const ENOUGH_PAIRS = 40;
const USUAL_ERROR = 0.05;

/** Of so many drawn pairs for each one that is wanted the least similar are taken. */
const DRAWN_FOR_ONE = 4;

/** A judge that for certain (95%) errs more often is of no use: one that always says yes would make everything one question. */
const USELESS = 0.2;
/** Of fewer pairs nothing is said of its use: one cluster that holds two questions would condemn it. */
const TELLING_PAIRS = 20;

type Pair = [number, number];

/** What the judge's error is estimated with. */
export interface JudgeErrorParts {
  judge: BudgetedJudge;
  atOnce: number;
  questions: readonly MinedQuestion[];
  lots: Lots;
}

/**
 * How often a judge errs, from pairs whose answer is as good as known: the most similar pairs inside clusters, and the
 * least similar of random pairs. Between 2% and 30%: with fewer no test would ask twice, with more none would end.
 * @param clusters a label per question, negative for none.
 * @param limit the most pairs it may be asked about.
 * @throws GoldsmithError `model-failed` for a judge of no use.
 */
export async function estimateJudgeError(
  { judge, atOnce, questions, lots }: JudgeErrorParts,
  clusters: Int32Array,
  limit: number,
): Promise<number> {
  const most = Math.min(MOST_PAIRS, Math.floor(questions.length / 10), Math.floor(limit / 2));
  const lotOf = ([i, j]: Pair) => lots.ofPair(i, j);
  const alike = mostAlike(questions, clusters)
    .sort((a, b) => lotOf(a) - lotOf(b))
    .slice(0, most);
  const different = leastAlike(questions, most, lots);
  const isSame = ([i, j]: Pair) => judge.isSame(i, j);
  const ofAlike = await mapAtOnce(alike, atOnce, isSame);
  const ofDifferent = await mapAtOnce(different, atOnce, isSame);
  const wrong = countOf(ofAlike, false) + countOf(ofDifferent, true);
  const said = alike.length + different.length - countOf([...ofAlike, ...ofDifferent], undefined);
  if (said >= TELLING_PAIRS && wilsonInterval(wrong, said).low > USELESS) throw useless(wrong, said);
  const assumed = Math.max(0, ENOUGH_PAIRS - said);
  const share = (wrong + 1 + USUAL_ERROR * assumed) / (said + 2 + assumed);
  return Math.min(Math.max(share, 0.02), 0.3);
}

function useless(wrong: number, said: number): GoldsmithError {
  return new GoldsmithError(
    'model-failed',
    `of ${said} pairs whose answer is as good as known it was wrong about ${wrong}. Set GOLDSMITH_MODEL_NIGHT to a model that can tell, or GOLDSMITH_JUDGE_CALLS to 0.`,
  );
}

function countOf(verdicts: readonly (boolean | undefined)[], wanted: boolean | undefined): number {
  return verdicts.filter((verdict) => verdict === wanted).length;
}

/** Each question's most similar one of its own cluster; the most similar tenth of such pairs. */
function mostAlike(questions: readonly MinedQuestion[], clusters: Int32Array): Pair[] {
  const groups = Map.groupBy(questions.keys(), (i) => clusters[i]);
  const pairs = new Map<string, { pair: Pair; similarity: number }>();
  for (const [cluster, members] of groups) {
    if (cluster < 0 || members.length < 2) continue;
    for (const i of members) {
      let nearest = { j: -1, similarity: -1 };
      for (const j of members) {
        const similarity = j === i ? -1 : dot(questions[i].vector, questions[j].vector);
        if (similarity > nearest.similarity) nearest = { j, similarity };
      }
      const pair: Pair = [Math.min(i, nearest.j), Math.max(i, nearest.j)];
      pairs.set(pair.join(), { pair, similarity: nearest.similarity });
    }
  }
  const ranked = [...pairs.values()].sort((a, b) => b.similarity - a.similarity);
  return ranked.slice(0, Math.max(MOST_PAIRS, Math.floor(questions.length / 10))).map(({ pair }) => pair);
}

/** Questions by lot, each with the next: so a question more in the log changes two pairs, not all. */
function leastAlike(questions: readonly MinedQuestion[], count: number, lots: Lots): Pair[] {
  const rows = [...questions.keys()].sort((a, b) => lots.ofRow(a, 'error') - lots.ofRow(b, 'error'));
  const drawn = rows.slice(1, DRAWN_FOR_ONE * count + 1).map((row, k): Pair => [rows[k], row]);
  const similarity = ([i, j]: Pair) => dot(questions[i].vector, questions[j].vector);
  return drawn.sort((a, b) => similarity(a) - similarity(b)).slice(0, count);
}
