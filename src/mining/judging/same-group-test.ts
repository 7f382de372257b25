import type { BudgetedJudge } from './budgeted-judge.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Two groups become one from this probability on: a wrong merge makes every answer to one of them wrong. */
const MERGE_FROM = 0.998;
/** Below this one the test is given up. */
const GIVE_UP_AT = 0.03;
/** No more pairs are asked about. */
export const MOST_PAIRS_OF_TEST = 25;

/**
 * From this size on two groups are tested against being mixed: of a group that holds two questions the judge says yes half
 * the time, which a test against plainly different groups takes for luck. Small groups do less harm and are many.
 */
const MIXED_FROM = 20;
const YES_WHEN_MIXED = 0.5;

/**
 * Whether two groups mean the same, by a sequential probability ratio test (Wald 1945) on pairs drawn from both: a single
 * answer of a judge that errs once in twenty would chain everything together.
 * @param error how often the judge errs, 0 to 0.5.
 * @param prior how likely they mean the same before anything is asked.
 */
export async function meanTheSame(
  judge: BudgetedJudge,
  a: readonly number[],
  b: readonly number[],
  { error, prior, random }: { error: number; prior: number; random: SeededRandom },
): Promise<boolean> {
  const yesOtherwise = Math.min(a.length, b.length) >= MIXED_FROM ? YES_WHEN_MIXED : error;
  const [yes, no] = [Math.log((1 - error) / yesOtherwise), Math.log(error / (1 - yesOtherwise))];
  let logOdds = oddsOf(prior);
  const asked = new Set<string>();
  const most = Math.min(MOST_PAIRS_OF_TEST, a.length * b.length);
  // So few pairs that no answers would do.
  if (logOdds + most * yes < oddsOf(MERGE_FROM)) return false;
  // Draws may repeat a pair, so there are more draws than pairs.
  for (let draw = 0; draw < 3 * MOST_PAIRS_OF_TEST && asked.size < most; draw++) {
    if (logOdds >= oddsOf(MERGE_FROM) || logOdds <= oddsOf(GIVE_UP_AT)) break;
    const [i, j] = [random.choose(a), random.choose(b)];
    if (asked.has(`${i} ${j}`)) continue;
    asked.add(`${i} ${j}`);
    logOdds += (await judge.isSame(i, j)) ? yes : no;
  }
  return logOdds >= oddsOf(MERGE_FROM);
}

function oddsOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}
