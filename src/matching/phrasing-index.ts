import { dot } from './vectors.ts';

/** A phrasing as the index holds it. */
export interface IndexedPhrasing {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  cluster: number;
  /** Two-letter code, or undefined when the phrasing is too short to tell. */
  language: string | undefined;
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
const CANDIDATES = 12;

interface Group {
  cluster: number;
  language: string | undefined;
  phrasings: IndexedPhrasing[];
  /** Sum of the phrasings' vectors. */
  sum: Float32Array;
}

/**
 * The phrasings of all clusters, searchable by meaning. Two steps: the mean vector of each cluster chooses a few
 * candidates, whose phrasings are then compared one by one.
 */
export class PhrasingIndex {
  readonly size: number;
  readonly #groups: Group[];

  constructor(phrasings: readonly IndexedPhrasing[]) {
    this.size = phrasings.length;
    this.#groups = groupByClusterAndLanguage(phrasings);
  }

  /** The clusters nearest to a vector (unit length), best first. */
  search(vector: Float32Array, scope: SearchScope = {}): ClusterMatch[] {
    const candidates = this.#candidates(vector, scope);
    const matches = new Map<number, ClusterMatch>();
    for (const group of candidates) {
      const match = matches.get(group.cluster) ?? { cluster: group.cluster, nearest: [] };
      for (const phrasing of group.phrasings) {
        if (phrasing === scope.except) continue;
        keepNearest(match.nearest, phrasing, dot(vector, phrasing.vector));
      }
      if (match.nearest.length > 0) matches.set(group.cluster, match);
    }
    return [...matches.values()].sort((a, b) => b.nearest[0].similarity - a.nearest[0].similarity);
  }

  #candidates(vector: Float32Array, scope: SearchScope): Group[] {
    const scored: { group: Group; similarity: number }[] = [];
    for (const group of this.#groups) {
      if (scope.language && group.language && group.language !== scope.language) continue;
      if (scope.exceptClusters?.has(group.cluster)) continue;
      scored.push({ group, similarity: dot(vector, group.sum) / group.phrasings.length });
    }
    scored.sort((a, b) => b.similarity - a.similarity);
    return scored.slice(0, CANDIDATES).map(({ group }) => group);
  }
}

function groupByClusterAndLanguage(phrasings: readonly IndexedPhrasing[]): Group[] {
  const groups = new Map<string, Group>();
  for (const phrasing of phrasings) {
    const key = `${phrasing.cluster}/${phrasing.language ?? ''}`;
    let group = groups.get(key);
    if (!group) {
      group = { cluster: phrasing.cluster, language: phrasing.language, phrasings: [], sum: new Float32Array(phrasing.vector.length) };
      groups.set(key, group);
    }
    group.phrasings.push(phrasing);
    for (let i = 0; i < group.sum.length; i++) group.sum[i] += phrasing.vector[i];
  }
  return [...groups.values()];
}

function keepNearest(nearest: ClusterMatch['nearest'], phrasing: IndexedPhrasing, similarity: number): void {
  if (nearest.length === NEAREST && similarity <= nearest[NEAREST - 1].similarity) return;
  let at = nearest.length;
  while (at > 0 && nearest[at - 1].similarity < similarity) at--;
  nearest.splice(at, 0, { phrasing, similarity });
  if (nearest.length > NEAREST) nearest.pop();
}
