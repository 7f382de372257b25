import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { KnowledgeDocument, UnreadableDocument } from './knowledge-document.ts';

/** Either a document or a report of one that could not be read. */
export type ReadDocument = { document: KnowledgeDocument } | { unreadable: UnreadableDocument };

const jsonLine = z.object({
  title: z.string().trim().min(1),
  text: z.string().trim().min(1),
  url: z.string().optional(),
  language: z.string().optional(),
});

const frontMatter = z.object({
  title: z.string().optional(),
  url: z.string().optional(),
  language: z.string().optional(),
});

const TEXT_FILES = ['.md', '.markdown', '.txt'];
const LINE_FILES = ['.jsonl', '.ndjson'];

/**
 * Reads a file, or every file of a folder and its folders, one document at a time: Markdown (with front matter), plain
 * text, and JSONL of `{title, text, url?, language?}`. Other files are passed over; folders whose name starts with a dot too.
 * @throws GoldsmithError `bad-input` when the path does not exist or a single file has another ending.
 */
export async function* readDocuments(path: string, signal?: AbortSignal): AsyncGenerator<ReadDocument> {
  const info = await stat(path).catch((error) => {
    throw new GoldsmithError('bad-input', `${path} cannot be read (${messageOf(error)}).`);
  });
  if (info.isFile() && !isReadable(path)) {
    const known = [...TEXT_FILES, ...LINE_FILES].join(', ');
    throw new GoldsmithError('bad-input', `${path} is of no kind that can be read; use a folder or one of ${known}.`);
  }
  for await (const file of info.isFile() ? [path] : filesOf(path)) {
    signal?.throwIfAborted();
    const name = info.isFile() ? basename(path) : relative(path, file).replaceAll('\\', '/');
    if (LINE_FILES.includes(extname(file).toLowerCase())) yield* readLines(file, name);
    else yield await readText(file, name);
  }
}

function isReadable(file: string): boolean {
  return [...TEXT_FILES, ...LINE_FILES].includes(extname(file).toLowerCase());
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && isReadable(path)) yield path;
  }
}

async function readText(file: string, name: string): Promise<ReadDocument> {
  try {
    const content = decode(await readFile(file));
    const { head, body } = splitFrontMatter(content);
    const meta = frontMatter.parse(head);
    const heading = /^#\s+(.+)$/m.exec(body)?.[1];
    const title = meta.title ?? heading ?? basename(name, extname(name));
    if (body.trim() === '') throw new Error('it is empty');
    return { document: { path: name, title, text: body, url: meta.url, language: meta.language } };
  } catch (error) {
    return { unreadable: { place: name, reason: messageOf(error), path: name } };
  }
}

function splitFrontMatter(content: string): { head: unknown; body: string } {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/.exec(content);
  return match
    ? { head: parseYaml(match[1]) ?? {}, body: content.slice(match[0].length) }
    : { head: {}, body: content };
}

async function* readLines(file: string, name: string): AsyncGenerator<ReadDocument> {
  let number = 0;
  const seen = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    try {
      const { title, text, url, language } = jsonLine.parse(JSON.parse(decode(Buffer.from(line))));
      const base = `${name}#${url ?? title}`;
      const times = (seen.get(base) ?? 0) + 1;
      seen.set(base, times);
      yield { document: { path: times === 1 ? base : `${base} (${times})`, title, text, url, language } };
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : messageOf(error);
      yield { unreadable: { place: `${name} line ${number}`, reason } };
    }
  }
}

/** Text without a byte order mark; NUL bytes are refused, PostgreSQL cannot store them. */
function decode(bytes: Buffer): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.includes('\0')) throw new Error('it holds NUL bytes, so it is no text');
  return text;
}
