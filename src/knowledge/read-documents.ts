import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { ReadDocument } from './knowledge-document.ts';
import { readJsonLines } from './readers/read-json-lines.ts';
import type { PageFormat } from './readers/read-page.ts';
import { readPages } from './readers/read-pages.ts';
import { readText } from './readers/read-text.ts';
import { ReaderThread } from './readers/reader-thread.ts';
import { reasonOf } from './readers/reason-of.ts';

/** How a file is read, by its ending. */
const FORMATS: Record<string, PageFormat | 'text' | 'lines'> = {
  '.md': 'text',
  '.markdown': 'text',
  '.txt': 'text',
  '.jsonl': 'lines',
  '.ndjson': 'lines',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
};

/** A file that is read as a whole may be so large. */
const MOST_BYTES = 50_000_000;

/** Options of {@link readDocuments}. */
export interface ReadOptions {
  /** The address of the folder, absolute, where it is a site's: pages without an address of their own get theirs from it. */
  site?: string;
  signal?: AbortSignal;
}

/** A reading under way. */
interface Reading extends ReadOptions {
  thread: ReaderThread;
  /** The addresses that pages say they have, and which document said so first. */
  canonicals: Map<string, string>;
}

/**
 * Reads a file, or every file of a folder and its folders, one document at a time: Markdown (with front matter), plain
 * text, HTML, PDF (each page a document), Word, and JSONL of `{title, text, url?, language?}`. Other files are passed over;
 * folders whose name starts with a dot too. Nothing is fetched from elsewhere.
 * @throws GoldsmithError `bad-input` when the path does not exist or a single file has another ending.
 */
export async function* readDocuments(path: string, options: ReadOptions = {}): AsyncGenerator<ReadDocument> {
  const info = await stat(path).catch((error) => {
    throw new GoldsmithError('bad-input', `${path} cannot be read (${messageOf(error)}).`);
  });
  if (info.isFile() && !formatOf(path)) {
    const known = Object.keys(FORMATS).join(', ');
    throw new GoldsmithError('bad-input', `${path} is of no kind that can be read; use a folder or one of ${known}.`);
  }
  await using thread = new ReaderThread();
  const reading: Reading = { ...options, thread, canonicals: new Map() };
  if (info.isFile()) {
    yield* readFileDocuments(path, basename(path), reading);
    return;
  }
  for await (const found of filesOf(path)) {
    options.signal?.throwIfAborted();
    const name = relative(path, found.path).replaceAll('\\', '/');
    if (found.closed) yield { unreadable: { place: name, reason: found.closed, path: `${name}/` } };
    else yield* readFileDocuments(found.path, name, reading);
  }
}

async function* readFileDocuments(file: string, name: string, reading: Reading): AsyncGenerator<ReadDocument> {
  const format = formatOf(file);
  if (format === 'lines') {
    yield* readJsonLines(file, name);
    return;
  }
  try {
    const bytes = await readWhole(file);
    if (format === 'text') yield { document: readText(bytes, name) };
    else if (format) yield* await readPages({ name, format, bytes }, reading);
  } catch (error) {
    reading.signal?.throwIfAborted();
    yield { unreadable: { place: name, reason: reasonOf(error), path: format === 'pdf' ? `${name}#` : name } };
  }
}

async function readWhole(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) {
    throw new Error(
      `it has ${Math.ceil(size / 1e6)} MB; at most ${MOST_BYTES / 1e6} MB are read, so cut it into parts`,
    );
  }
  return readFile(file);
}

function formatOf(file: string): (typeof FORMATS)[string] | undefined {
  return FORMATS[extname(file).toLowerCase()];
}

/** A file that can be read by its ending, or a folder that may not be entered, with the reason. */
async function* filesOf(folder: string): AsyncGenerator<{ path: string; closed?: string }> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { path: folder, closed: messageOf(error) };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && formatOf(path)) yield { path };
  }
}
