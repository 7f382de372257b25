import { basename, extname } from 'node:path';
import { reasonNotStorable } from '../../database/storable-text.ts';
import type { KnowledgeDocument, ReadDocument } from '../knowledge-document.ts';
import type { PageFormat, ReadPage } from './read-page.ts';
import type { ReaderThread } from './reader-thread.ts';
import { addressInSite } from './web-address.ts';

/** A file that a library reads. */
export interface PageFile {
  /** Its path in the folder. */
  name: string;
  format: PageFormat;
  bytes: Uint8Array;
}

/** What the reading of a folder's files shares. */
export interface PageReading {
  thread: ReaderThread;
  site?: string;
  signal?: AbortSignal;
  /** The addresses that pages say they have, and which document said so first. */
  canonicals: Map<string, string>;
}

/**
 * The documents of a file: one of an HTML page or a Word file, one of each page of a PDF. Copies of a page under the same
 * canonical address, and pages that want to be left out of indexes, are omitted.
 * @throws Error that says why the file cannot be read; the signal's reason.
 */
export async function readPages({ name, format, bytes }: PageFile, reading: PageReading): Promise<ReadDocument[]> {
  const address = addressInSite(reading.site, name);
  const pages = await reading.thread.read({ format, bytes, address }, reading.signal);
  return pages.map((page) => {
    const document = toDocument(page, name, address);
    const omitted = reasonToOmit(page, document.path, reading.canonicals);
    if (omitted) return { omitted: { place: document.path, reason: omitted } };
    const reason = reasonNotStorable(document);
    return reason
      ? { unreadable: { place: document.path, reason: `it ${reason}`, path: document.path } }
      : { document };
  });
}

function toDocument(page: ReadPage, name: string, address: string | undefined): KnowledgeDocument {
  const { title, text, language, canonical } = page;
  const place = page.page === undefined ? '' : `#page=${page.page}`;
  return {
    path: `${name}${place}`,
    title: title ?? basename(name, extname(name)),
    text,
    url: canonical ?? (address && `${address}${place}`),
    language,
  };
}

function reasonToOmit(page: ReadPage, path: string, canonicals: Map<string, string>): string | undefined {
  if (page.noIndex) return 'it says that it is not to be indexed (noindex)';
  if (page.canonical === undefined) return undefined;
  const key = page.canonical.replace(/\/$/, '');
  const first = canonicals.get(key);
  if (first === undefined) canonicals.set(key, path);
  return first && `it has the same canonical address as ${first}`;
}
