/** The kinds of files that a library reads. */
export type PageFormat = 'html' | 'pdf' | 'docx';

/** A page as it stands in a file; a PDF has several. */
export interface ReadPage {
  /** Undefined where it names none. */
  title?: string;
  /** Markdown. */
  text: string;
  /** The address it says it has, absolute. */
  canonical?: string;
  /** Two-letter code, where it says so. */
  language?: string;
  /** From 1, where the file has pages. */
  page?: number;
  /** It asks search engines to leave it out. */
  noIndex?: boolean;
}

/**
 * Reads the pages of one file.
 * @param address the file's own, absolute, where it is known: relative links are resolved against it.
 * @throws Error whose message ends the sentence "the file could not be read: ...".
 */
export type PageReader = (bytes: Uint8Array, address?: string) => Promise<ReadPage[]>;
