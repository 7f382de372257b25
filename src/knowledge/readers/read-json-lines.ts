import { z } from 'zod';
import { reasonNotStorable } from '../../database/storable-text.ts';
import { messageOf } from '../../errors.ts';
import { utf8Lines } from '../../utf8-lines.ts';
import type { ReadDocument } from '../knowledge-document.ts';
import { reasonOf } from './reason-of.ts';

const jsonLine = z.object({
  title: z.string().trim().min(1),
  text: z.string().trim().min(1),
  url: z.string().optional(),
  language: z.string().optional(),
});

/** Reads a file of any size with a document in each line: `{title, text, url?, language?}`. */
export async function* readJsonLines(file: string, name: string): AsyncGenerator<ReadDocument> {
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
