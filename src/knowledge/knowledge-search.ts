/** A chunk that was found, best first. */
export interface FoundChunk {
  /** Names the chunk in the place where it was found. */
  id: string;
  title: string;
  url: string | null;
  path: string;
  /** The headings above the text, outermost first. */
  headings: string[];
  text: string;
  /** Two-letter code, where it is known. */
  language: string | null;
  /** Of all that a model is shown of it: a chunk that changed has another one. */
  contentHash: string;
  /** The place where it was found, when that is not the knowledge base in the database: such as `chroma:handbook`. */
  store?: string;
}

/** Options of {@link KnowledgeSearch.search}. */
export interface SearchOptions {
  /** Search only documents in this language, if there are any; two-letter code. */
  language?: string;
  /** How many chunks at most; 5 by default. */
  limit?: number;
  signal?: AbortSignal;
}

/** Finds what a question may be answered from. Implementations must pass `test/contracts/knowledge-search-contract.ts`. */
export interface KnowledgeSearch {
  /**
   * The chunks that fit a question best, best first; none when there is nothing.
   * @throws GoldsmithError `knowledge-unavailable` or `database-unavailable`; the signal's reason when it was aborted.
   */
  search(question: string, options?: SearchOptions): Promise<FoundChunk[]>;
  /**
   * How many chunks there are to search.
   * @throws GoldsmithError `knowledge-unavailable` or `database-unavailable`; the signal's reason when it was aborted.
   */
  chunkCount(signal?: AbortSignal): Promise<number>;
}
