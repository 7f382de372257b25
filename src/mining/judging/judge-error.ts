import { dot } from '../../matching/vectors.ts';
import type { BudgetedJudge } from './budgeted-judge.ts';
import type { MinedQuestion } from './same-answer-judge.ts';
import type { SeededRandom } from './seeded-random.ts';

/** At most so many known pairs of each kind are asked. */
const MOST_PAIRS = 150;

/** Where fewer are known, as in small logs, the usual error stands in for the missing ones. */
const ENOUGH_PAIRS = 40;
const USUAL_ERROR = 0.05;

/**
 * How often a judge errs, from pairs whose answer is as good as known: the most similar pairs inside clusters, and the
 * least similar of random pairs. Between 2% and 30%: with fewer no test would ask twice, with more none would end.
 * @param clusters a label per question, negative for none.
 * @param limit the most pairs it may be asked about.
 */
export async function estimateJudgeError(
  judge: BudgetedJudge,
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  random: SeededRandom,
  limit: number,
): Promise<number> {
  const most = Math.min(MOST_PAIRS, Math.floor(questions.length / 10), Math.floor(limit / 2));
  const alike = random.shuffled(mostAlike(questions, clusters)).slice(0, most);
  const different = leastAlike(questions, most, random);
  let wrong = 0;
  for (const [i, j] of alike) if (!(await judge.isSame(i, j))) wrong++;
  for (const [i, j] of different) if (await judge.isSame(i, j)) wrong++;
  const asked = alike.length + different.length;
  const assumed = Math.max(0, ENOUGH_PAIRS - asked);
  const share = (wrong + 1 + USUAL_ERROR * assumed) / (asked + 2 + assumed);
  return Math.min(Math.max(share, 0.02), 0.3);
}

/** Each question's most similar one of its own cluster; the most similar tenth of such pairs. */
function mostAlike(questions: readonly MinedQuestion[], clusters: Int32Array): [number, number][] {
  const groups = Map.groupBy(questions.keys(), (i) => clusters[i]);
  const pairs = new Map<string, { pair: [number, number]; similarity: number }>();
  for (const [cluster, members] of groups) {
    if (cluster < 0 || members.length < 2) continue;
    for (const i of members) {
      let nearest = { j: -1, similarity: -1 };
      for (const j of members) {
        const similarity = j === i ? -1 : dot(questions[i].vector, questions[j].vector);
        if (similarity > nearest.similarity) nearest = { j, similarity };
      }
      const pair: [number, number] = [Math.min(i, nearest.j), Math.max(i, nearest.j)];
      pairs.set(pair.join(), { pair, similarity: nearest.similarity });
    }
  }
  const ranked = [...pairs.values()].sort((a, b) => b.similarity - a.similarity);
  return ranked.slice(0, Math.max(MOST_PAIRS, Math.floor(questions.length / 10))).map(({ pair }) => pair);
}

function leastAlike(questions: readonly MinedQuestion[], count: number, random: SeededRandom): [number, number][] {
  const drawn = Array.from({ length: 4 * count }, (): [number, number] => [
    random.below(questions.length),
    random.below(questions.length),
  ]).filter(([i, j]) => i !== j);
  const similarity = ([i, j]: [number, number]) => dot(questions[i].vector, questions[j].vector);
  return drawn.sort((a, b) => similarity(a) - similarity(b)).slice(0, count);
}
