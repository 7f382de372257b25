import { setImmediate as nextTurn } from 'node:timers/promises';
import { dot, unitMeanOf } from '../../matching/vectors.ts';
import type { BudgetedJudge } from './budgeted-judge.ts';
import type { MinedQuestion } from './same-answer-judge.ts';
import { meanTheSame } from './same-group-test.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What merging needs. */
export interface MergeParts {
  judge: BudgetedJudge;
  questions: readonly MinedQuestion[];
  /** How often the judge errs. */
  error: number;
  /** No more questions to the judge once so many were asked. */
  limit: number;
  random: SeededRandom;
}

/** After so many clusters other work is let in. */
const TURN = 32;

/** So many of the nearest groups a cluster is tried against. */
const TRIES = 5;

/**
 * Joins clusters that the judge says mean the same: the largest first, each is tried against the nearest groups so far, or
 * else starts its own. So the cost grows with the clusters, not with their pairs. How likely the first, second, ... nearest
 * group is the right one is learned on the way.
 * @param clusters the rows of each cluster.
 * @returns the rows of each group.
 */
export async function mergeClusters(parts: MergeParts, clusters: readonly number[][]): Promise<number[][]> {
  const { judge, questions, error, limit, random } = parts;
  const ranked = clusters.toSorted((a, b) => b.length - a.length || a[0] - b[0]);
  const means = ranked.map((rows) => unitMeanOf(rows.map((row) => questions[row].vector)));
  const languages = ranked.map((rows) => questions[rows[0]].language);
  const groups: { rows: number[]; parts: number[] }[] = [];
  const merged = new Array<number>(TRIES).fill(1);
  const tried = new Array<number>(TRIES).fill(2);
  for (const [i, rows] of ranked.entries()) {
    if (i % TURN === 0) await nextTurn();
    const near = groups
      .filter((group) => languages[group.parts[0]] === languages[i])
      .map((group) => ({ group, similarity: Math.max(...group.parts.map((part) => dot(means[part], means[i]))) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, TRIES);
    let home: (typeof groups)[number] | undefined;
    for (const [rank, { group }] of near.entries()) {
      if (judge.calls >= limit) break;
      tried[rank]++;
      const prior = Math.min(Math.max(merged[rank] / tried[rank], 0.05), 0.8);
      if (!(await meanTheSame(judge, rows, group.rows, { error, prior, random }))) continue;
      merged[rank]++;
      home = group;
      break;
    }
    if (home) {
      home.rows.push(...rows);
      home.parts.push(i);
    } else groups.push({ rows: [...rows], parts: [i] });
  }
  return groups.map(({ rows }) => rows);
}

/** Two groups whose questions are taken for each other's, and how much. */
export interface Confusion {
  a: number;
  b: number;
  share: number;
}

/**
 * Tries groups that are confused with each other, most confused first, and joins those that mean the same.
 * @param groups the rows of each group.
 * @param confusions by index of the group.
 */
export async function mergeConfused(
  parts: MergeParts,
  groups: readonly number[][],
  confusions: readonly Confusion[],
): Promise<number[][]> {
  const { judge, error, limit, random, questions } = parts;
  const rowsOf = groups.map((rows) => [...rows]);
  const parent = groups.map((_, i) => i);
  const rootOf = (i: number): number => (parent[i] === i ? i : rootOf(parent[i]));
  for (const { a, b } of confusions.toSorted((x, y) => y.share - x.share || x.a - y.a || x.b - y.b)) {
    const [i, j] = [rootOf(a), rootOf(b)];
    if (i === j || judge.calls >= limit) continue;
    if (questions[rowsOf[i][0]].language !== questions[rowsOf[j][0]].language) continue;
    if (!(await meanTheSame(judge, rowsOf[i], rowsOf[j], { error, prior: 0.5, random }))) continue;
    parent[j] = i;
    rowsOf[i].push(...rowsOf[j]);
    rowsOf[j] = [];
  }
  return rowsOf.filter((rows) => rows.length > 0);
}
