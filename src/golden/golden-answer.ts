/** A chunk of the knowledge base that an answer rests on. */
export interface AnswerSource {
  title: string;
  url: string | null;
  /** The document's name inside the place it was ingested from. */
  path: string;
  headings: string[];
  /**
   * Hash of the chunk's text when the answer was written: a chunk that changed has another one. Absent where a person said that
   * the answer holds though the chunk is gone.
   */
  contentHash?: string;
  /** Where the chunk is when that is not the knowledge base in the database, such as `chroma:handbook`, and its id there. */
  store?: string;
  id?: string;
}

/** A question that is to be answered for everybody who asks it. */
export interface QuestionToAnswer {
  /** Of its cluster. */
  id: number;
  canonical: { text: string };
  /** Two-letter code, or null when it cannot be told. */
  language: string | null;
  /** In the window of a night: how often it was asked, and by how many different users. */
  asked: number;
  users: number;
  /** True of the question of a stale answer, in the words that stand with that answer. */
  isStale?: boolean;
  /** Where its answer stands: content hashes of the chunks it rests on. Only one that rests on others takes its place. */
  standsOn?: readonly string[];
}

/** What is kept about how an answer came about. */
export interface AnswerMetadata {
  model: string;
  tokens: number;
  /** Seconds the model took. */
  seconds: number;
}

/** A golden answer before it is saved. */
export interface NewGoldenAnswer {
  clusterId: number;
  canonicalQuestion: string;
  answer: string;
  sources: AnswerSource[];
  metadata: AnswerMetadata;
  /** Two-letter code, or null when the cluster's language cannot be told. */
  language: string | null;
}

/** A golden answer: the one answer that a cluster's questions get. */
export interface GoldenAnswer extends NewGoldenAnswer {
  id: number;
}
