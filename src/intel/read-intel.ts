import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { GoldsmithError, messageOf } from '../errors.ts';
import { utf8Lines } from '../utf8-lines.ts';
import { type IntelDocument, parseIntelDocument } from './intel-document.ts';

/** A document and where it stands, or a place that could not be read and why. */
export type ReadIntel = { place: string } & ({ document: IntelDocument } | { reason: string });

/** How a file is read, by its ending. */
const READERS: Record<string, (file: string, name: string) => AsyncGenerator<ReadIntel>> = {
  '.json': readJson,
  '.jsonl': readLines,
  '.ndjson': readLines,
};

/** A file that is read as a whole may be so large. */
const MOST_BYTES = 50_000_000;

/**
 * Makes sure that there is something to read.
 * @throws GoldsmithError `bad-input` when the path does not exist, or is a file of another ending.
 */
export async function checkIntelPath(path: string): Promise<void> {
  const info = await stat(path).catch((error) => {
    throw new GoldsmithError('bad-input', `${path} cannot be read (${messageOf(error)}).`);
  });
  if (info.isDirectory() || readerOf(path)) return;
  const known = Object.keys(READERS).join(', ');
  throw new GoldsmithError('bad-input', `${path} is of no kind that can be read; use a folder or one of ${known}.`);
}

/**
 * Reads a file, or every file of a folder and its folders in the order of their names, one document at a time: `.json` (a
 * document or a list of them), `.jsonl` and `.ndjson` (a document each line). Other files, and what starts with a dot, are
 * passed over. Links are followed; a folder that can be reached in several ways is read once. What cannot be read is told by its place.
 * @param except a file to pass over, absolute.
 */
export async function* readIntel(path: string, except?: string): AsyncGenerator<ReadIntel> {
  if (!(await stat(path)).isDirectory()) {
    yield* readerOf(path)?.(path, basename(path)) ?? [];
    return;
  }
  for await (const { file, reason } of filesOf(path)) {
    if (resolve(file) === except) continue;
    const place = relative(path, file).replaceAll('\\', '/') || path;
    if (reason === undefined) yield* readerOf(file)!(file, place);
    else yield { place, reason };
  }
}

function readerOf(file: string) {
  return READERS[extname(file).toLowerCase()];
}

/**
 * Files that can be read by their ending; folders that may not be entered and links that lead nowhere, with the reason.
 * @param entered the folders that were read, by their real paths: a link may lead back to one.
 */
async function* filesOf(
  folder: string,
  entered = new Set<string>(),
): AsyncGenerator<{ file: string; reason?: string }> {
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (entered.has(real)) return;
    entered.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { file: folder, reason: messageOf(error) };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const file = join(folder, entry.name);
    let kind: Pick<Dirent, 'isDirectory' | 'isFile'> = entry;
    if (entry.isSymbolicLink()) {
      try {
        kind = await stat(file);
      } catch (error) {
        yield { file, reason: `it is a link that cannot be followed (${messageOf(error)})` };
        continue;
      }
    }
    if (kind.isDirectory()) yield* filesOf(file, entered);
    else if (kind.isFile() && readerOf(file)) yield { file };
  }
}

async function* readJson(file: string, name: string): AsyncGenerator<ReadIntel> {
  let value: unknown;
  try {
    value = parseJson(await readWhole(file));
  } catch (error) {
    yield { place: name, reason: messageOf(error) };
    return;
  }
  if (!Array.isArray(value)) yield toRead(name, () => parseIntelDocument(value));
  else for (const [i, item] of value.entries()) yield toRead(`${name} item ${i + 1}`, () => parseIntelDocument(item));
}

async function* readLines(file: string, name: string): AsyncGenerator<ReadIntel> {
  try {
    for await (const { number, text } of utf8Lines(file)) {
      if (text?.trim() !== '') yield toRead(`${name} line ${number}`, () => parseIntelDocument(parseJson(text)));
    }
  } catch (error) {
    yield { place: name, reason: messageOf(error) };
  }
}

function toRead(place: string, read: () => IntelDocument): ReadIntel {
  try {
    return { place, document: read() };
  } catch (error) {
    return { place, reason: messageOf(error) };
  }
}

async function readWhole(file: string): Promise<string | undefined> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) {
    throw new Error(
      `it has ${Math.ceil(size / 1e6)} MB; at most ${MOST_BYTES / 1e6} MB are read, so write a document per line (.jsonl)`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** @param text undefined where the bytes are no UTF-8. */
function parseJson(text: string | undefined): unknown {
  if (text === undefined) throw new Error('it is no UTF-8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser quotes a piece of the text.
    throw new Error(
      `it is no JSON (${messageOf(error).replace(/,? ?(\.\.\.)?"[\s\S]*"(\.\.\.)? is not valid JSON/, '')})`,
    );
  }
}
