import { type Ineligibility, ineligibilityOf } from '../matching/eligibility.ts';
import { Matcher, type MatcherParameters } from '../matching/matcher.ts';
import type { IndexedPhrasing } from '../matching/phrasing-index.ts';

/** A published phrasing. */
export interface PublishedPhrasing extends Omit<IndexedPhrasing, 'vector'> {
  normalised: string;
  /** The language of the phrasing itself, where it is not its cluster's: a person may map a wording to any cluster. */
  writtenIn?: string;
  /** A person wants it there: it is answered there in whatever language it is told to be, and silenced by a mark of its own words only. */
  isPlaced?: boolean;
  /** Unit length; undefined when another embedder made it: then it serves for exact hits only. */
  vector: Float32Array | undefined;
}

/** What {@link PublishedQuestions} are made of. */
export interface PublishedQuestionsParts {
  /** The members of all clusters, answered or not: an unanswered cluster is a rival too. */
  phrasings: PublishedPhrasing[];
  /** Questions that are in no cluster, each with a negative number in place of one. */
  lone?: readonly IndexedPhrasing[];
  parameters: MatcherParameters;
  /** True when the matcher was trained on another embedder's vectors. */
  matcherOfOtherEmbedder?: boolean;
}

/**
 * The questions that a night has published, ready to be compared with. Making them takes a third of a second of 10,000 phrasings;
 * answers come and go without that.
 */
export class PublishedQuestions {
  /** Those with a phrasing. */
  readonly clusters: ReadonlySet<number>;
  /** True when all was published with another embedder than the one in use: then nothing can be compared. */
  readonly isOfOtherEmbedder: boolean;
  /** Knows no answers; to be given some. */
  readonly matcher: Matcher;
  readonly #byWords: Map<string, PublishedPhrasing>;
  /** Per reason not to answer, the clusters that hold such questions all the same. */
  readonly #exceptions = new Map<Ineligibility, Set<number>>();
  /** The words of the phrasings that lean on the talk before them. */
  readonly #leaning = new Set<string>();

  constructor({ phrasings, lone = [], parameters, matcherOfOtherEmbedder }: PublishedQuestionsParts) {
    this.clusters = new Set(phrasings.map(({ cluster }) => cluster));
    this.#byWords = unambiguous(phrasings);
    const comparable = phrasings.filter(
      (phrasing): phrasing is PublishedPhrasing & IndexedPhrasing => phrasing.vector !== undefined,
    );
    this.isOfOtherEmbedder = matcherOfOtherEmbedder === true || (phrasings.length > 0 && comparable.length === 0);
    this.matcher = new Matcher([...comparable, ...lone], new Map(), parameters);
    for (const phrasing of phrasings) this.#noteException(phrasing);
  }

  /**
   * Whether a cluster (or any) holds questions that by their words may not be answered from the cache. No night puts them
   * there: a person mapped them, and says so that one answer serves ("What is today's rate?" - "See our rates page").
   */
  answersAny(reason: Ineligibility, cluster?: number): boolean {
    const clusters = this.#exceptions.get(reason);
    return clusters !== undefined && (cluster === undefined || clusters.has(cluster));
  }

  /** The phrasing with these words. */
  findExact(normalised: string): PublishedPhrasing | undefined {
    return this.#byWords.get(normalised);
  }

  /** Whether a phrasing with these words cannot be understood without what was said before it. */
  leansOnTalk(normalised: string): boolean {
    return this.#leaning.has(normalised);
  }

  #noteException({ text, normalised, cluster }: PublishedPhrasing): void {
    const reason = ineligibilityOf(text, true);
    if (reason) this.#exceptions.set(reason, (this.#exceptions.get(reason) ?? new Set()).add(cluster));
    if (reason === 'follow-up') this.#leaning.add(normalised);
  }
}

/** Phrasings by their words; the same words in two clusters say nothing of which is meant. */
function unambiguous(phrasings: readonly PublishedPhrasing[]): Map<string, PublishedPhrasing> {
  const byWords = new Map<string, PublishedPhrasing>();
  const ambiguous = new Set<string>();
  for (const phrasing of phrasings) {
    const { normalised, cluster } = phrasing;
    if ((byWords.get(normalised)?.cluster ?? cluster) !== cluster) ambiguous.add(normalised);
    byWords.set(normalised, phrasing);
  }
  for (const normalised of ambiguous) byWords.delete(normalised);
  return byWords;
}
