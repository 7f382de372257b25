import { sentencesOf } from '../models/sentences.ts';

/** A piece of a document, small enough to be embedded and quoted. */
export interface Chunk {
  /** The headings that all of the chunk stands under, outermost first. */
  headings: string[];
  /** Markdown; headings inside the chunk are kept as lines. */
  text: string;
  tokens: number;
}

/** From how many tokens a chunk ends at the next heading, and how many it has at most. */
const ENOUGH_TOKENS = 200;
const MOST_TOKENS = 400;

interface Block {
  headings: string[];
  text: string;
  tokens: number;
}

/**
 * Cuts a Markdown text into chunks of about 200 to 400 tokens along its headings and paragraphs; a paragraph longer than
 * that along its sentences.
 * @param countTokens the embedder's count.
 */
export function chunkDocument(text: string, countTokens: (text: string) => number): Chunk[] {
  const chunks: Chunk[] = [];
  let open: Block[] = [];
  let openTokens = 0;
  const close = () => {
    if (open.length > 0) chunks.push(joinBlocks(open, countTokens));
    open = [];
    openTokens = 0;
  };
  for (const block of blocksOf(text, countTokens)) {
    const newSection = open.length > 0 && !sameHeadings(block.headings, open.at(-1)!.headings);
    if (openTokens + block.tokens > MOST_TOKENS || (newSection && openTokens >= ENOUGH_TOKENS)) close();
    open.push(block);
    openTokens += block.tokens;
  }
  close();
  return chunks;
}

/** The paragraphs of a text, each with the headings above it. */
function blocksOf(text: string, countTokens: (text: string) => number): Block[] {
  const blocks: Block[] = [];
  const headings: string[] = [];
  for (const paragraph of paragraphsOf(text)) {
    const heading = /^(#{1,6})\s+(.+?)\s*#*$/.exec(paragraph);
    if (heading) {
      headings.length = Math.min(headings.length, heading[1].length - 1);
      headings.push(heading[2]);
      continue;
    }
    for (const part of splitLong(paragraph, countTokens)) {
      blocks.push({ headings: [...headings], text: part, tokens: countTokens(part) });
    }
  }
  return blocks;
}

function paragraphsOf(text: string): string[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^(#{1,6}\s.*)$/gm, '\n$1\n') // A heading is a paragraph of its own, whether or not blank lines say so.
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

function splitLong(paragraph: string, countTokens: (text: string) => number): string[] {
  if (countTokens(paragraph) <= MOST_TOKENS) return [paragraph];
  const pieces = sentencesOf(paragraph).flatMap((sentence) => splitByWords(sentence, countTokens));
  const parts: string[] = [];
  for (const piece of pieces) {
    const joined = parts.length > 0 ? `${parts.at(-1)} ${piece}` : piece;
    if (parts.length > 0 && countTokens(joined) <= MOST_TOKENS) parts[parts.length - 1] = joined;
    else parts.push(piece);
  }
  return parts;
}

/** For text without sentences (tables, lists of codes, minified lines): halves until small enough. */
function splitByWords(text: string, countTokens: (text: string) => number): string[] {
  if (countTokens(text) <= MOST_TOKENS) return [text];
  const words = text.split(/\s+/);
  const [left, right] =
    words.length > 1
      ? [words.slice(0, words.length >> 1).join(' '), words.slice(words.length >> 1).join(' ')]
      : [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
  return [...splitByWords(left, countTokens), ...splitByWords(right, countTokens)];
}

function joinBlocks(blocks: Block[], countTokens: (text: string) => number): Chunk {
  const common = blocks.map((block) => block.headings).reduce(commonPrefix);
  const lines: string[] = [];
  let shown = common;
  for (const { headings, text } of blocks) {
    const kept = commonPrefix(shown, headings).length;
    for (let level = kept; level < headings.length; level++) lines.push(`${'#'.repeat(level + 1)} ${headings[level]}`);
    lines.push(text);
    shown = headings;
  }
  const text = lines.join('\n\n');
  return { headings: common, text, tokens: countTokens(text) };
}

function commonPrefix(a: string[], b: string[]): string[] {
  const end = a.findIndex((heading, i) => heading !== b[i]);
  return end === -1 ? a : a.slice(0, end);
}

function sameHeadings(a: string[], b: string[]): boolean {
  return a.length === b.length && commonPrefix(a, b).length === a.length;
}
