import { VectorMatrix } from './vector-matrix.ts';

/** A phrasing as the index holds it. */
export interface IndexedPhrasing {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  /** Negative for a question that is in no cluster: it stands alone, and has no answer. */
  cluster: number;
  /** Two-letter code, or undefined when the phrasing is too short to tell. */
  language: string | undefined;
}

/** Whether a cluster is but one question that no cluster holds. */
export function isLone(cluster: number): boolean {
  return cluster < 0;
}

/** How a question stands to one cluster. */
export interface ClusterMatch {
  cluster: number;
  /** The most similar phrasings, best first, at most {@link NEAREST}. */
  nearest: { phrasing: IndexedPhrasing; similarity: number }[];
}

/** What a search may look at. */
export interface SearchScope {
  /** Only phrasings in this language, and those whose language is unknown. */
  language?: string;
  /** A phrasing that must not be found: itself, when the index is asked about its own members. */
  except?: IndexedPhrasing;
  /** Clusters that must not be found. */
  exceptClusters?: ReadonlySet<number>;
}

/** How many phrasings of a cluster speak for it. */
export const NEAREST = 3;

/** How many clusters are looked at in full, chosen by the mean of their phrasings. */
const CANDIDATES = 24;

/** The phrasings of one cluster in one language. */
interface Group {
  cluster: number;
  language: string | undefined;
  phrasings: IndexedPhrasing[];
  /** Where its phrasings' vectors begin in the matrix of all. */
  firstRow: number;
}

/**
 * The phrasings of all clusters, searchable by meaning. Two steps: the mean vector of each cluster chooses a few
 * candidates, whose phrasings are then compared one by one.
 */
export class PhrasingIndex {
  readonly size: number;
  readonly #groups: Group[];
  /** A mean per group. */
  readonly #means: VectorMatrix;
  /** A vector per phrasing, group after group. */
  readonly #vectors: VectorMatrix;

  constructor(phrasings: readonly IndexedPhrasing[]) {
    this.size = phrasings.length;
    this.#groups = groupByClusterAndLanguage(phrasings);
    this.#means = new VectorMatrix(this.#groups.map((group) => meanOf(group.phrasings)));
    this.#vectors = new VectorMatrix(this.#groups.flatMap((group) => group.phrasings.map(({ vector }) => vector)));
  }

  /** The clusters nearest to a vector (unit length), best first. */
  search(vector: Float32Array, scope: SearchScope = {}): ClusterMatch[] {
    const matches = new Map<number, ClusterMatch>();
    for (const group of this.#candidates(vector, scope)) {
      const match = matches.get(group.cluster) ?? { cluster: group.cluster, nearest: [] };
      const similarities = this.#vectors.dots(vector, group.firstRow, group.firstRow + group.phrasings.length);
      let least = leastKept(match.nearest);
      for (let i = 0; i < similarities.length; i++) {
        // Most rows end here: reading one number is all that they cost.
        if (similarities[i] <= least || group.phrasings[i] === scope.except) continue;
        keepNearest(match.nearest, group.phrasings[i], similarities[i]);
        least = leastKept(match.nearest);
      }
      if (match.nearest.length > 0) matches.set(group.cluster, match);
    }
    return [...matches.values()].sort((a, b) => b.nearest[0].similarity - a.nearest[0].similarity);
  }

  /** The groups in scope whose means are nearest, of at most {@link CANDIDATES} clusters. */
  #candidates(vector: Float32Array, scope: SearchScope): Group[] {
    const similarities = this.#means.dots(vector);
    const best = new NearestRows(CANDIDATES, similarities, (i) => this.#groups[i].cluster);
    for (let i = 0; i < this.#groups.length; i++) {
      if (best.wouldTake(i) && isInScope(this.#groups[i], scope)) best.take(i);
    }
    return best.rows.map((i) => this.#groups[i]);
  }
}

/** Keeps the most similar rows, as many as belong to a number of different clusters. */
class NearestRows {
  /** Most similar first. */
  readonly rows: number[] = [];
  readonly #most: number;
  readonly #similarities: Float32Array;
  readonly #clusterOf: (row: number) => number;
  #clusters = 0;

  constructor(most: number, similarities: Float32Array, clusterOf: (row: number) => number) {
    this.#most = most;
    this.#similarities = similarities;
    this.#clusterOf = clusterOf;
  }

  wouldTake(row: number): boolean {
    return this.#clusters < this.#most || this.#similarities[row] > this.#similarities[this.rows[this.rows.length - 1]];
  }

  take(row: number): void {
    const { rows } = this;
    let at = rows.length;
    while (at > 0 && this.#similarities[rows[at - 1]] < this.#similarities[row]) at--;
    if (!this.#has(this.#clusterOf(row))) this.#clusters++;
    rows.splice(at, 0, row);
    while (this.#clusters > this.#most) {
      const last = rows.pop() as number;
      if (!this.#has(this.#clusterOf(last))) this.#clusters--;
    }
  }

  #has(cluster: number): boolean {
    return this.rows.some((row) => this.#clusterOf(row) === cluster);
  }
}

function isInScope(group: Group, { language, exceptClusters }: SearchScope): boolean {
  if (language && group.language && group.language !== language) return false;
  return !exceptClusters?.has(group.cluster);
}

function groupByClusterAndLanguage(phrasings: readonly IndexedPhrasing[]): Group[] {
  const groups = new Map<string, Group>();
  for (const phrasing of phrasings) {
    const { cluster, language } = phrasing;
    const key = `${cluster}/${language ?? ''}`;
    const group = groups.get(key) ?? { cluster, language, phrasings: [], firstRow: 0 };
    groups.set(key, group);
    group.phrasings.push(phrasing);
  }
  let row = 0;
  for (const group of groups.values()) {
    group.firstRow = row;
    row += group.phrasings.length;
  }
  return [...groups.values()];
}

function meanOf(phrasings: readonly IndexedPhrasing[]): Float32Array {
  const mean = new Float32Array(phrasings[0].vector.length);
  for (const { vector } of phrasings) for (let i = 0; i < mean.length; i++) mean[i] += vector[i] / phrasings.length;
  return mean;
}

/** A similarity must be above this one to be kept. */
function leastKept(nearest: ClusterMatch['nearest']): number {
  return nearest.length === NEAREST ? nearest[NEAREST - 1].similarity : Number.NEGATIVE_INFINITY;
}

function keepNearest(nearest: ClusterMatch['nearest'], phrasing: IndexedPhrasing, similarity: number): void {
  let at = nearest.length;
  while (at > 0 && nearest[at - 1].similarity < similarity) at--;
  nearest.splice(at, 0, { phrasing, similarity });
  if (nearest.length > NEAREST) nearest.pop();
}
