import { dot, unitMeanOf } from '../../matching/vectors.ts';
import { mapAtOnce } from './map-at-once.ts';
import type { MergeParts } from './merge-parts.ts';
import { meanSomethingElse, mostPairsOf } from './same-group-test.ts';

/** Of a smaller half each question is settled by itself. */
const LEAST_OF_HALF = 2;
/** So often two means are moved. */
const MOVES = 5;

/** A cluster, and the halves it would be split into; none when it is too small. */
interface SplitTrial {
  rows: number[];
  halves: [number[], number[]] | undefined;
  /** How many pairs its test takes at most. */
  most: number;
}

/**
 * Splits clusters whose halves the judge says mean something else: two questions so alike that mining took them for one, as of a
 * Youtube and a Vimeo video, look alike to the matcher too, and no question of theirs is in doubt. Where it cannot be told, or
 * too few pairs are left, a cluster stays as it is.
 * @param clusters the rows of each cluster.
 */
export async function splitClusters(parts: MergeParts, clusters: readonly number[][]): Promise<number[][]> {
  const vectorOf = (row: number) => parts.questions[row].vector;
  const trials = clusters.map((rows): SplitTrial => {
    const halves = halvesOf(rows, vectorOf);
    const isLarge = halves.every(({ length }) => length >= LEAST_OF_HALF);
    return { rows, halves: isLarge ? halves : undefined, most: isLarge ? mostPairsOf(...halves, parts.error) : 0 };
  });
  const split: number[][] = [];
  for (let from = 0; from < trials.length; ) {
    const round = fitting(trials.slice(from), parts.judge.room(parts.share));
    if (round.length === 0) return [...split, ...clusters.slice(from)];
    from += round.length;
    split.push(...(await mapAtOnce(round, parts.atOnce, (trial) => partsOf(parts, trial))).flat());
  }
  return split;
}

/** The first trials that fit into the room whatever comes of them: so what comes out does not depend on which ends first. */
function fitting(trials: readonly SplitTrial[], room: number): readonly SplitTrial[] {
  let left = room;
  const end = trials.findIndex(({ most }) => {
    left -= most;
    return left < 0;
  });
  return end < 0 ? trials : trials.slice(0, end);
}

async function partsOf(parts: MergeParts, { rows, halves }: SplitTrial): Promise<number[][]> {
  return halves && (await meanSomethingElse(parts, ...halves)) ? halves : [rows];
}

/** Two halves, each around its mean (2-means), begun at two questions far from each other. */
function halvesOf(rows: readonly number[], vectorOf: (row: number) => Float32Array): [number[], number[]] {
  const farthest = (from: Float32Array) =>
    vectorOf(rows.reduce((far, row) => (dot(vectorOf(row), from) < dot(vectorOf(far), from) ? row : far)));
  const one = farthest(unitMeanOf(rows.map(vectorOf)));
  let means: [Float32Array, Float32Array] = [one, farthest(one)];
  for (let move = 0; ; move++) {
    const isFirst = (row: number) => dot(vectorOf(row), means[0]) >= dot(vectorOf(row), means[1]);
    const halves: [number[], number[]] = [rows.filter(isFirst), rows.filter((row) => !isFirst(row))];
    if (move === MOVES || halves.some(({ length }) => length === 0)) return halves;
    means = [unitMeanOf(halves[0].map(vectorOf)), unitMeanOf(halves[1].map(vectorOf))];
  }
}
