/** A piece of a document, small enough to be embedded and quoted. */
export interface Chunk {
  /** The headings that all of the chunk stands under, outermost first. */
  headings: string[];
  /** Markdown; headings inside the chunk are kept as lines. */
  text: string;
  tokens: number;
}

type CountTokens = (text: string) => number;

/** From how many tokens a chunk ends at the next heading, and how many it has at most. */
const ENOUGH_TOKENS = 200;
const MOST_TOKENS = 400;

/** A heading with more tokens is a paragraph that was marked as one. */
const MOST_HEADING_TOKENS = 60;

/** A piece of text with the headings above it. A heading with nothing under it is a block without text. */
interface Block {
  headings: string[];
  text: string;
}

/**
 * Cuts a Markdown text into chunks of about 200 to 400 tokens along its headings and paragraphs; a paragraph longer than
 * that along its lines, sentences or words. Every word of the text is in some chunk, or in its headings.
 * @param countTokens the embedder's count.
 */
export function chunkDocument(text: string, countTokens: CountTokens): Chunk[] {
  const chunks: Chunk[] = [];
  let open: Block[] = [];
  let chunk: Chunk | undefined;
  for (const block of blocksOf(text, countTokens)) {
    const longer = joinBlocks([...open, block], countTokens);
    const newSection = open.length > 0 && !sameHeadings(block.headings, open[open.length - 1].headings);
    if (chunk && (longer.tokens > MOST_TOKENS || (newSection && chunk.tokens >= ENOUGH_TOKENS))) {
      chunks.push(chunk);
      open = [block];
      chunk = joinBlocks(open, countTokens);
    } else {
      open.push(block);
      chunk = longer;
    }
  }
  if (chunk) chunks.push(chunk);
  return chunks;
}

/** The paragraphs of a text, each small enough for a chunk, with the headings above it. */
function blocksOf(text: string, countTokens: CountTokens): Block[] {
  const blocks: Block[] = [];
  let headings: string[] = [];
  let bare = false; // The last heading has nothing under it yet.
  for (const paragraph of paragraphsOf(text)) {
    const heading = headingOf(paragraph);
    if (heading && countTokens(heading.text) <= MOST_HEADING_TOKENS) {
      if (bare && heading.level <= headings.length) blocks.push({ headings, text: '' });
      headings = [...headings.slice(0, heading.level - 1), heading.text];
      bare = true;
      continue;
    }
    for (const part of splitLong(paragraph, countTokens)) blocks.push({ headings, text: part });
    bare = false;
  }
  if (bare) blocks.push({ headings, text: '' });
  return blocks;
}

/** Paragraphs, headings and fenced code, each as one text. */
function paragraphsOf(text: string): string[] {
  const paragraphs: string[][] = [[]];
  let fence: string | undefined;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const mark = /^\s{0,3}(```|~~~)/.exec(line)?.[1];
    const alone = fence === undefined && headingOf(line) !== undefined;
    if (alone || (fence === undefined && (mark || line.trim() === ''))) paragraphs.push([]);
    paragraphs[paragraphs.length - 1].push(line);
    if (mark && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    if (alone || (mark && fence === undefined)) paragraphs.push([]);
  }
  return paragraphs.map((lines) => lines.join('\n').trim()).filter((paragraph) => paragraph !== '');
}

function headingOf(line: string): { level: number; text: string } | undefined {
  const match = /^(#{1,6})\s+(\S.*?)\s*#*$/.exec(line);
  return match ? { level: match[1].length, text: match[2] } : undefined;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A paragraph that is too long, in parts: of its lines where it has several, else of its sentences, else of its words. */
function splitLong(paragraph: string, countTokens: CountTokens): string[] {
  if (countTokens(paragraph) <= MOST_TOKENS) return [paragraph];
  const lines = paragraph.split('\n');
  if (lines.length > 1)
    return pack(
      lines.flatMap((line) => splitLong(line, countTokens)),
      '\n',
      countTokens,
    );
  const sentences = [...segmenter.segment(paragraph)].map((part) => part.segment.trim());
  return pack(
    sentences.flatMap((sentence) => splitByWords(sentence, countTokens)),
    ' ',
    countTokens,
  );
}

/** Joins neighbours as long as they fit together. */
function pack(pieces: string[], separator: string, countTokens: CountTokens): string[] {
  const parts: string[] = [];
  for (const piece of pieces) {
    const joined = parts.length > 0 ? parts[parts.length - 1] + separator + piece : piece;
    if (parts.length > 0 && countTokens(joined) <= MOST_TOKENS) parts[parts.length - 1] = joined;
    else parts.push(piece);
  }
  return parts;
}

/** For text without sentences (codes, minified lines): halves until small enough. */
function splitByWords(text: string, countTokens: CountTokens): string[] {
  if (countTokens(text) <= MOST_TOKENS) return [text];
  const words = text.split(/\s+/);
  const half = words.length > 1 ? words.length >> 1 : text.length >> 1;
  const [left, right] =
    words.length > 1
      ? [words.slice(0, half).join(' '), words.slice(half).join(' ')]
      : [text.slice(0, half), text.slice(half)];
  return [...splitByWords(left, countTokens), ...splitByWords(right, countTokens)];
}

function joinBlocks(blocks: Block[], countTokens: CountTokens): Chunk {
  // Headings that stand above nothing else are the chunk's text, not its place.
  const isEmpty = blocks.every((block) => block.text === '');
  const common = isEmpty ? [] : blocks.map((block) => block.headings).reduce(commonPrefix);
  const lines: string[] = [];
  let shown = common;
  for (const { headings, text } of blocks) {
    const kept = commonPrefix(shown, headings).length;
    for (let level = kept; level < headings.length; level++) lines.push(`${'#'.repeat(level + 1)} ${headings[level]}`);
    if (text !== '') lines.push(text);
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
