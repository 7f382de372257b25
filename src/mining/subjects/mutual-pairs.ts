import {
  ClusterLikeness,
  type EvidenceWeights,
  type ParallelPage,
  type PlacesOf,
  type SpokenCluster,
} from './cluster-likeness.ts';

/** Two clusters of different languages, each the other's nearest. */
export interface MutualPair {
  /** Places in the list of clusters, the lower one first. */
  a: number;
  b: number;
  /** How alike they are, at most 1. */
  likeness: number;
  /** How far they stand out among the others. */
  margin: number;
}

/** What a pair must have to be taken for one question, where nobody can be asked. Measured: benchmarks/README.md. */
const LEAST_MARGIN = 0.04;

/**
 * With few clusters something always stands out. This is a little more than two questions have that ask the same of different
 * matters ("may I bring my dog", "may I work"), and meaning, what is asked for or pages alone do not reach it.
 */
const LEAST_LIKENESS = 0.26;

/** What a neighbour counts that is not there, in a language of one cluster: as alike as questions about one matter may be. */
const NO_NEIGHBOUR = 0.15;

/**
 * The clusters of different languages that are each other's nearest, surest first. Nearest is by margin: how alike two are, less
 * the mean of what each is to its two nearest in the other's language, so that a cluster that is like everything is near to nothing
 * (the margin criterion of Artetxe & Schwenk 2019, "Margin-based parallel corpus mining", in its form of a difference).
 * @param pages of the knowledge base, as far as there are pages in several languages.
 * @param weights others than the usual for measurements.
 */
export function* mutualPairs(
  clusters: readonly SpokenCluster[],
  pages: readonly ParallelPage[],
  weights?: EvidenceWeights,
): Generator<void, MutualPair[]> {
  const likeness = yield* ClusterLikeness.of(clusters, pages, weights);
  const byLanguage = Map.groupBy(clusters.keys(), (place) => clusters[place].language);
  const languages = [...byLanguage].map(([language, places]): PlacesOf => ({ language, places }));
  const pairs: MutualPair[] = [];
  for (const [i, rows] of languages.entries()) {
    for (const columns of languages.slice(i + 1)) {
      const alike = yield* likeness.between(rows, columns);
      const margins = marginsOf(alike);
      for (const [row, column] of mutualNearest(margins)) {
        const [a, b] = [rows.places[row], columns.places[column]].sort((x, y) => x - y);
        pairs.push({ a, b, likeness: alike[row][column], margin: margins[row][column] });
      }
    }
  }
  return pairs.sort((x, y) => y.margin - x.margin || x.a - y.a || x.b - y.b);
}

/** Whether a pair is so alike, and stands out so far, that it may be taken for one question without asking anybody. */
export function isSure({ likeness, margin }: Pick<MutualPair, 'likeness' | 'margin'>): boolean {
  return likeness >= LEAST_LIKENESS && margin >= LEAST_MARGIN;
}

/** Each likeness less the mean of its row's two highest and its column's two highest. */
function marginsOf(likeness: readonly Float32Array[]): Float32Array[] {
  const ofRow = likeness.map(meanOfHighest);
  const ofColumn = transposed(likeness).map(meanOfHighest);
  return likeness.map((row, i) => row.map((value, column) => value - (ofRow[i] + ofColumn[column]) / 2));
}

function meanOfHighest(values: ArrayLike<number>): number {
  let [highest, next] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (values[i] > highest) [highest, next] = [values[i], highest];
    else if (values[i] > next) next = values[i];
  }
  return (highest + (values.length > 1 ? next : Math.min(NO_NEIGHBOUR, highest))) / 2;
}

/** Row and column of the cells that are the highest of both; the first of equals. */
function mutualNearest(margins: readonly Float32Array[]): [number, number][] {
  const bestRow = transposed(margins).map(highestAt);
  const bestColumn = margins.map(highestAt);
  return [...bestColumn.entries()].filter(([row, column]) => bestRow[column] === row);
}

function transposed(rows: readonly Float32Array[]): Float32Array[] {
  return Array.from(rows[0], (_, column) => Float32Array.from(rows, (row) => row[column]));
}

function highestAt(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
