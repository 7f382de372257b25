/** A document as it was read, before it is cut into chunks. */
export interface KnowledgeDocument {
  /** Its name inside the place it came from: a file's path there, or a line's URL or title. */
  path: string;
  title: string;
  /** Markdown or plain text. */
  text: string;
  url?: string;
  /** Two-letter code, where the document says. */
  language?: string;
}

/** A part of a document that could not be read; the rest of the documents can. */
export interface UnreadableDocument {
  /** File, and line where it has lines. */
  place: string;
  reason: string;
  /** The document's path, or how the paths begin that it may have: those are left as they were, not taken for vanished. */
  path: string;
}

/** A document that was left out on purpose, such as another copy of one that was read. */
export interface OmittedDocument {
  place: string;
  reason: string;
}

/** What reading a place gives, one after the other. */
export type ReadDocument =
  | { document: KnowledgeDocument }
  | { unreadable: UnreadableDocument }
  | { omitted: OmittedDocument };
