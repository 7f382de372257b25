import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { reasonNotStorable } from '../database/storable-text.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { utf8Lines } from '../utf8-lines.ts';
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
  if (info.isFile()) {
    yield* readFileDocuments(path, basename(path));
    return;
  }
  for await (const found of filesOf(path)) {
    signal?.throwIfAborted();
    const name = relative(path, found.path).replaceAll('\\', '/');
    if (found.closed) yield { unreadable: { place: name, reason: found.closed, path: `${name}/` } };
    else yield* readFileDocuments(found.path, name);
  }
}

async function* readFileDocuments(file: string, name: string): AsyncGenerator<ReadDocument> {
  if (LINE_FILES.includes(extname(file).toLowerCase())) yield* readLines(file, name);
  else yield await readText(file, name);
}

function isReadable(file: string): boolean {
  return [...TEXT_FILES, ...LINE_FILES].includes(extname(file).toLowerCase());
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
    else if (entry.isFile() && isReadable(path)) yield { path };
  }
}

async function readText(file: string, name: string): Promise<ReadDocument> {
  try {
    const content = decode(await readFile(file));
    const { head, body } = splitFrontMatter(content);
    const heading = /^#\s+(.+)$/m.exec(body)?.[1];
    const title = head.title || heading || basename(name, extname(name));
    if (body.trim() === '') throw new Error('it is empty');
    return { document: { path: name, title, text: body, url: head.url, language: head.language } };
  } catch (error) {
    return { unreadable: { place: name, reason: reasonOf(error), path: name } };
  }
}

function splitFrontMatter(content: string): { head: z.infer<typeof frontMatter>; body: string } {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/.exec(content);
  if (!match) return { head: {}, body: content };
  try {
    // Every value as it is written: a title like 2026 or 1.0 is no number.
    const head = frontMatter.parse(parseYaml(match[1], { schema: 'failsafe' }) ?? {});
    return { head, body: content.slice(match[0].length) };
  } catch (error) {
    throw new Error(`its front matter is not usable: ${reasonOf(error)}`);
  }
}

async function* readLines(file: string, name: string): AsyncGenerator<ReadDocument> {
  const seen = new Map<string, number>();
  // A document's path is its file and its URL or title; which one a broken line held cannot be told.
  const anyOfFile = `${name}#`;
  try {
    for await (const { number, text: line } of utf8Lines(file)) {
      if (line?.trim() === '') continue;
      try {
        const { title, text, url, language } = parseLine(line);
        const base = `${anyOfFile}${url ?? title}`;
        const times = (seen.get(base) ?? 0) + 1;
        seen.set(base, times);
        yield { document: { path: times === 1 ? base : `${base} (${times})`, title, text, url, language } };
      } catch (error) {
        yield { unreadable: { place: `${name} line ${number}`, reason: reasonOf(error), path: anyOfFile } };
      }
    }
  } catch (error) {
    yield { unreadable: { place: name, reason: messageOf(error), path: anyOfFile } };
  }
}

function parseLine(line: string | undefined): z.infer<typeof jsonLine> {
  if (line === undefined) throw new Error('it is no UTF-8');
  const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
  const reason = reasonNotStorable(value);
  if (reason) throw new Error(`it ${reason}`);
  return jsonLine.parse(value);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`).join('; ');
}

/** Text without a byte order mark; what PostgreSQL cannot store is refused. */
function decode(bytes: Buffer): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const reason = reasonNotStorable(text);
  if (reason) throw new Error(`it ${reason}, so it is no text`);
  return text;
}
