import { Highest } from './highest.ts';
import { NearestClusters } from './nearest-clusters.ts';
import { RoundedMatrix } from './rounded-matrix.ts';
import { meanOf } from './vectors.ts';

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
  nearest: NearPhrasing[];
}

/** A phrasing and its cosine to the question. */
export interface NearPhrasing {
  phrasing: IndexedPhrasing;
  similarity: number;
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

/** The place of a language that is none: what `indexOf` gives. */
const UNKNOWN = -1;

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
  readonly #languages: string[];
  /** Of each group, the place of its language; {@link UNKNOWN} for none. Hundreds are asked for, and the groups lie scattered. */
  readonly #languageOf: Int16Array;
  /** A mean per group. */
  readonly #means: NearestClusters;
  /** A vector per phrasing, group after group. Of unit vectors similarities are right to 0.0001, mostly to 0.00001. */
  readonly #vectors: RoundedMatrix;

  constructor(phrasings: readonly IndexedPhrasing[]) {
    const vectorsOf = (group: Group) => group.phrasings.map(({ vector }) => vector);
    this.size = phrasings.length;
    this.#groups = groupByClusterAndLanguage(phrasings);
    this.#languages = [...new Set(this.#groups.map(({ language }) => language || ''))].filter(
      (language) => language !== '',
    );
    this.#languageOf = Int16Array.from(this.#groups, ({ language }) => this.#languages.indexOf(language ?? ''));
    this.#means = new NearestClusters(
      this.#groups.map((group) => meanOf(vectorsOf(group))),
      this.#groups.map(({ cluster }) => cluster),
    );
    this.#vectors = new RoundedMatrix(this.#groups.flatMap(vectorsOf), 'shorts');
  }

  /** The clusters nearest to a vector (unit length), best first. */
  search(vector: Float32Array, scope: SearchScope = {}): ClusterMatch[] {
    const matches = new Map<number, ClusterMatch>();
    this.#vectors.compareWith(vector);
    for (const place of this.#means.search(vector, CANDIDATES, this.#scopeOf(scope))) {
      const group = this.#groups[place];
      const nearest = this.#nearestOf(group, scope.except);
      if (nearest.length === 0) continue;
      const match = matches.get(group.cluster);
      if (match) match.nearest = nearestOfBoth(match.nearest, nearest);
      else matches.set(group.cluster, { cluster: group.cluster, nearest });
    }
    return [...matches.values()].sort((a, b) => b.nearest[0].similarity - a.nearest[0].similarity);
  }

  /** Says of a group's place whether it is in scope. */
  #scopeOf({ language, exceptClusters }: SearchScope): (place: number) => boolean {
    const languageOf = this.#languageOf;
    const wanted = this.#languages.indexOf(language ?? '');
    return (place) => {
      if (language && languageOf[place] !== UNKNOWN && languageOf[place] !== wanted) return false;
      return !exceptClusters?.has(this.#groups[place].cluster);
    };
  }

  /** The phrasings of a group nearest to the vector that was set, best first. */
  #nearestOf({ phrasings, firstRow }: Group, except: IndexedPhrasing | undefined): NearPhrasing[] {
    const similarities = this.#vectors.dots(firstRow, firstRow + phrasings.length);
    const best = new Highest(NEAREST);
    for (let i = 0; i < similarities.length; i++) {
      if (similarities[i] > best.least && phrasings[i] !== except) best.add(i, similarities[i]);
    }
    return best.keys.map((i) => ({ phrasing: phrasings[i], similarity: similarities[i] }));
  }
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

function nearestOfBoth(a: NearPhrasing[], b: NearPhrasing[]): NearPhrasing[] {
  return [...a, ...b].sort((one, other) => other.similarity - one.similarity).slice(0, NEAREST);
}
