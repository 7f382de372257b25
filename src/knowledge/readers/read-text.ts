import { basename, extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { reasonNotStorable } from '../../database/storable-text.ts';
import type { KnowledgeDocument } from '../knowledge-document.ts';
import { reasonOf } from './reason-of.ts';

const frontMatter = z.object({
  title: z.string().optional(),
  url: z.string().optional(),
  language: z.string().optional(),
});

/**
 * Reads a Markdown or plain text file, with its front matter.
 * @param name the document's path.
 * @throws Error that says why it cannot be read.
 */
export function readText(bytes: Uint8Array, name: string): KnowledgeDocument {
  const { head, body } = splitFrontMatter(decode(bytes));
  const heading = /^#\s+(.+)$/m.exec(body)?.[1];
  const title = head.title || heading || basename(name, extname(name));
  if (body.trim() === '') throw new Error('it is empty');
  return { path: name, title, text: body, url: head.url, language: head.language };
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

/** Text without a byte order mark; what PostgreSQL cannot store is refused. */
function decode(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const reason = reasonNotStorable(text);
  if (reason) throw new Error(`it ${reason}, so it is no text`);
  return text;
}
