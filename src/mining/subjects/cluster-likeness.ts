import { dot, unitMeanOf } from '../../matching/vectors.ts';
import { kindsAskedFor } from './asked-for.ts';
import { TextProfiles } from './text-profiles.ts';
import { wordPieces } from './word-pieces.ts';

/** A cluster as it is compared with those of other languages. */
export interface SpokenCluster {
  /** Two-letter code. */
  language: string;
  /** Its phrasings. */
  texts: readonly string[];
  /** Of the phrasings; unit length. */
  vectors: readonly Float32Array[];
}

/** A page of the knowledge base that is there in several languages: its text by two-letter code. */
export type ParallelPage = ReadonlyMap<string, string>;

/** What each kind of evidence counts, as parts of a whole. */
export interface EvidenceWeights {
  meaning: number;
  spelling: number;
  askedFor: number;
  pages: number;
}

/**
 * The bundled embedder knows English; in other languages its vectors say less than spelling. Chosen on the example's questions,
 * the Bitcoin FAQ and xSID's intents, each in three languages (benchmarks/languages.ts).
 */
export const EVIDENCE: EvidenceWeights = { meaning: 1, spelling: 2, askedFor: 1, pages: 1 };

/** With fewer pages each question is near one of them, whatever it asks. */
const LEAST_PAGES = 5;

/**
 * How alike clusters of different languages are, by four kinds of evidence.
 *
 * - Meaning: the cosine of the clusters' mean vectors, each less the mean of its language. What is left no longer says which
 *   language it is (Libovicky, Rosa & Fraser 2020, "On the language neutrality of pre-trained multilingual representations").
 * - Spelling: the words that they share or nearly share ({@link wordPieces}).
 * - What is asked for: a price, a time, how, where ({@link kindsAskedFor}); words that are spelt alike do not say it.
 * - Pages: which pages of a knowledge base kept in several languages each is near to, compared within its own language
 *   (explicit semantic analysis across languages: Potthast, Stein & Anderka 2008; Sorg & Cimiano 2008).
 */
export class ClusterLikeness {
  readonly #weights: EvidenceWeights;
  readonly #means: Float32Array[];
  readonly #pieces: TextProfiles;
  readonly #kinds: TextProfiles;
  /** Per page its document among those profiled, by language. */
  readonly #documents: Map<string, number>[];

  private constructor(parts: {
    weights: EvidenceWeights;
    means: Float32Array[];
    pieces: TextProfiles;
    kinds: TextProfiles;
    documents: Map<string, number>[];
  }) {
    this.#weights = parts.weights;
    this.#means = parts.means;
    this.#pieces = parts.pieces;
    this.#kinds = parts.kinds;
    this.#documents = parts.documents;
  }

  /** @param weights others than the usual for measurements. */
  static *of(
    clusters: readonly SpokenCluster[],
    pages: readonly ParallelPage[],
    weights = EVIDENCE,
  ): Generator<void, ClusterLikeness> {
    let next = clusters.length;
    const documents = pages.map((page) => new Map([...page.keys()].map((language) => [language, next++])));
    const written = pages.flatMap((page) => [...page].map(([language, text]) => ({ language, texts: [text] })));
    const pieces = yield* TextProfiles.of([...clusters, ...written], wordPieces);
    const kinds = yield* TextProfiles.of(clusters, kindsAskedFor);
    return new ClusterLikeness({ weights, means: neutralMeans(clusters), pieces, kinds, documents });
  }

  /**
   * Compares the clusters of two languages, given by their places in the list.
   * @returns per row a likeness per column, at most 1; 0 says nothing either way.
   */
  *between(rows: PlacesOf, columns: PlacesOf): Generator<void, Float32Array[]> {
    const { meaning, spelling, askedFor } = this.#weights;
    const alikeSpelt = yield* this.#pieces.likeness(rows.places, columns.places);
    const alikeAsked = yield* this.#kinds.likeness(rows.places, columns.places);
    const shared = this.#pagesIn(rows.language, columns.language);
    const pages = shared.length >= LEAST_PAGES ? this.#weights.pages : 0;
    const near = pages > 0 ? [yield* this.#nearPages(rows, shared), yield* this.#nearPages(columns, shared)] : [];
    const likeness: Float32Array[] = [];
    for (const [i, row] of rows.places.entries()) {
      const of = (column: number, j: number) => {
        const alikeMeant = dot(this.#means[row], this.#means[column]);
        const alikeNear = pages > 0 ? dot(near[0][i], near[1][j]) : 0;
        const sum =
          meaning * alikeMeant + spelling * alikeSpelt[i][j] + askedFor * alikeAsked[i][j] + pages * alikeNear;
        return sum / (meaning + spelling + askedFor + pages);
      };
      likeness.push(Float32Array.from(columns.places, of));
      yield;
    }
    return likeness;
  }

  /** The pages that are there in both languages. */
  #pagesIn(one: string, other: string): number[] {
    return [...this.#documents.keys()].filter(
      (page) => this.#documents[page].has(one) && this.#documents[page].has(other),
    );
  }

  /** Per cluster how near each page is in its language, less the mean over the pages; unit length. */
  *#nearPages({ language, places }: PlacesOf, pages: readonly number[]): Generator<void, Float32Array[]> {
    const documents = pages.map((page) => this.#documents[page].get(language)!);
    const likeness = yield* this.#pieces.likeness(places, documents);
    return likeness.map((near) => {
      const mean = near.reduce((sum, x) => sum + x, 0) / near.length;
      return unitMeanOf([near.map((x) => x - mean)]);
    });
  }
}

/** The clusters of a language, by their places in the list. */
export interface PlacesOf {
  language: string;
  places: readonly number[];
}

/** The clusters' mean vectors, each less the mean of its language; unit length, or zero for a language of one cluster. */
function neutralMeans(clusters: readonly SpokenCluster[]): Float32Array[] {
  const means = clusters.map(({ vectors }) => unitMeanOf(vectors));
  for (const places of Map.groupBy(clusters.keys(), (place) => clusters[place].language).values()) {
    const centre = new Float32Array(means[places[0]].length);
    for (const place of places) for (let i = 0; i < centre.length; i++) centre[i] += means[place][i] / places.length;
    for (const place of places) means[place] = unitMeanOf([means[place].map((x, i) => x - centre[i])]);
  }
  return means;
}
