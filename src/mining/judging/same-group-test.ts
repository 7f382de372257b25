import type { BudgetedJudge } from './budgeted-judge.ts';
import { type Drawn, firstByLot } from './first-by-lot.ts';
import type { Lots } from './lots.ts';

/** Two groups become one from this probability on: a wrong merge makes every answer to one of them wrong. */
const MERGE_FROM = 0.998;
/** And what mining has put together stays so from this one on. */
const STAY_FROM = 0.99;
/** How likely it is, before anything is asked, that two halves of a cluster mean the same. */
const HALVES_PRIOR = 0.95;
/** Below this one the test is given up. */
const GIVE_UP_AT = 0.03;
/** So many pairs do for any two small groups. */
const PAIRS_OF_SMALL = 25;
/** Of large ones so many times what it takes on average, as it takes more the more often the judge errs; and never more than that. */
const TIMES_THE_AVERAGE = 2;
export const MOST_PAIRS_OF_TEST = 60;
/** Of a larger group so many rows stand for it: nobody needs the lots of millions of pairs. */
const MOST_ROWS_OF_TEST = 200;

/**
 * From this size on two groups are tested against being mixed: of a group that holds two questions the judge says yes half
 * the time, which a test against plainly different groups takes for luck. Small groups do less harm and are many.
 */
const LARGE_FROM = 20;
const YES_WHEN_MIXED = 0.5;
/** This share of a group belongs elsewhere, so that a right judge says no to a pair now and then though both mean the same. */
const STRAYS = 0.03;
const MOST_NO_THOUGH_SAME = 0.4;

/** What a test of two groups is made with. */
export interface SameGroupTest {
  judge: BudgetedJudge;
  lots: Lots;
  /** How often the judge errs, 0 to 0.5. */
  error: number;
}

/**
 * Whether two groups mean the same, by a sequential probability ratio test (Wald 1945) on pairs drawn from both: a single
 * answer of a judge that errs once in twenty would chain everything together.
 * @param prior how likely they mean the same before anything is asked.
 */
export async function meanTheSame(
  test: SameGroupTest,
  a: readonly number[],
  b: readonly number[],
  prior: number,
): Promise<{ same: boolean; pairs: number }> {
  const { logOdds, pairs } = await compare(test, a, b, prior, MERGE_FROM);
  return { same: logOdds >= oddsOf(MERGE_FROM), pairs };
}

/** Whether two halves of what mining has put together mean something else, by the same test; no when it cannot be told. */
export async function meanSomethingElse(
  test: SameGroupTest,
  a: readonly number[],
  b: readonly number[],
): Promise<boolean> {
  const { logOdds } = await compare(test, a, b, HALVES_PRIOR, STAY_FROM);
  return logOdds < 0;
}

/** The log odds that two groups mean the same, once they are as high as is wanted, or will not be. */
async function compare(
  test: SameGroupTest,
  a: readonly number[],
  b: readonly number[],
  prior: number,
  wanted: number,
): Promise<{ logOdds: number; pairs: number }> {
  const { judge, error } = test;
  const { yes, no } = evidenceOf(a, b, error);
  const most = mostPairsOf(a, b, error);
  let logOdds = oddsOf(prior);
  let pairs = 0;
  for (const [i, j] of await drawnPairs(test, a, b, most)) {
    const isHopeless = logOdds <= oddsOf(GIVE_UP_AT) || logOdds + (most - pairs) * yes < oddsOf(wanted);
    if (isHopeless || logOdds >= oddsOf(wanted)) break;
    pairs++;
    const verdict = await judge.isSame(i, j);
    if (verdict !== undefined) logOdds += verdict ? yes : no;
    else if (judge.failure) break;
  }
  return { logOdds, pairs };
}

/** How many pairs a test of two groups asks about at most. */
export function mostPairsOf(a: readonly number[], b: readonly number[], error: number): number {
  const { yes, no, noThough } = evidenceOf(a, b, error);
  const average = oddsOf(MERGE_FROM) / ((1 - noThough) * yes + noThough * no);
  const enough = Math.min(Math.max(PAIRS_OF_SMALL, Math.ceil(TIMES_THE_AVERAGE * average)), MOST_PAIRS_OF_TEST);
  return Math.min(enough, a.length * b.length);
}

/** What a yes and a no add to the log odds; and how likely a no is though both mean the same. */
function evidenceOf(a: readonly number[], b: readonly number[], error: number) {
  const isLarge = Math.min(a.length, b.length) >= LARGE_FROM;
  const noThough = Math.min(error + 2 * STRAYS, MOST_NO_THOUGH_SAME);
  const yesOtherwise = isLarge ? YES_WHEN_MIXED : error;
  return { noThough, yes: Math.log((1 - noThough) / yesOtherwise), no: Math.log(noThough / (1 - yesOtherwise)) };
}

/** So many pairs of the two groups, by lot; those of which the verdict is remembered first. */
async function drawnPairs(
  { judge, lots }: SameGroupTest,
  a: readonly number[],
  b: readonly number[],
  most: number,
): Promise<[number, number][]> {
  const [ofA, ofB] = [a, b].map((rows) => firstByLot(rows, MOST_ROWS_OF_TEST, (row) => lots.ofRow(row, 'merge')));
  const drawn = firstByLot(pairsOf(ofA, ofB), most, ([i, j]) => lots.ofPair(i, j));
  const goesFirst = await Promise.all(drawn.map(({ item: [i, j], lot }) => lot < 1 && judge.isRemembered(i, j)));
  const ranked = [...drawn.filter((_, k) => goesFirst[k]), ...drawn.filter((_, k) => !goesFirst[k])];
  return ranked.map(({ item }) => item);
}

function* pairsOf(a: readonly Drawn<number>[], b: readonly Drawn<number>[]): Generator<[number, number]> {
  for (const { item: i } of a) for (const { item: j } of b) yield [i, j];
}

function oddsOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}
