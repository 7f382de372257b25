import type { PdfLine } from './pdf-lines.ts';

/** A paragraph of a page, or a heading. */
export interface PdfBlock {
  text: string;
  /** From 1; undefined for a paragraph. */
  level?: number;
}

/** Letters so much larger than most are a heading's, unless there are many of them. */
const LARGER = 1.15;
const MOST_HEADING_LETTERS = 150;

/** A gap of so many letters' heights between two lines parts paragraphs. */
const PARAGRAPH_GAP = 1.7;

/** A line that stands at the edge of at least half of the pages, and of this many, is a header or footer. */
const LEAST_REPEATS = 3;

const LIST_ITEM = /^(?:[•◦▪‣●*–-]|\d{1,3}[.)])\s+/;
const BULLET = /^[•◦▪‣●*–]\s+/;

/** The paragraphs and headings of each page, without the lines that stand on most pages; sentences are not cut by a page's end. */
export function blocksOf(pages: readonly PdfLine[][]): PdfBlock[][] {
  const bare = withoutRepeated(pages);
  const levelOf = headingLevels(bare.flat());
  const blocks = bare.map((lines) => pageBlocks(lines, levelOf));
  for (let i = 1; i < blocks.length; i++) endSentence(blocks[i - 1], blocks[i]);
  return blocks;
}

function withoutRepeated(pages: readonly PdfLine[][]): PdfLine[][] {
  const isEdge = (index: number, count: number) => index < 2 || index >= count - 2;
  // Page numbers differ from page to page.
  const key = ({ text, y }: PdfLine) => `${Math.round(y)} ${text.replace(/\d+/g, '#')}`;
  const times = new Map<string, number>();
  for (const lines of pages) {
    const edges = new Set(lines.filter((_, i) => isEdge(i, lines.length)).map(key));
    for (const edge of edges) times.set(edge, (times.get(edge) ?? 0) + 1);
  }
  const least = Math.max(LEAST_REPEATS, pages.length / 2);
  return pages.map((lines) =>
    lines.filter((line, i) => !isEdge(i, lines.length) || (times.get(key(line)) ?? 0) < least),
  );
}

/** The level of a heading by the height of its letters: the largest is 1. Undefined for the height of most of the text. */
function headingLevels(lines: readonly PdfLine[]): (line: PdfLine) => number | undefined {
  const letters = new Map<number, number>();
  for (const { text, height } of lines)
    letters.set(Math.round(height), (letters.get(Math.round(height)) ?? 0) + text.length);
  const body = [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  const larger = [...letters.keys()].filter((height) => height >= body * LARGER).sort((a, b) => b - a);
  return ({ height, text }) => {
    const rank = larger.indexOf(Math.round(height));
    return rank === -1 || !/\p{L}/u.test(text) ? undefined : Math.min(rank + 1, 6);
  };
}

function pageBlocks(lines: readonly PdfLine[], levelOf: (line: PdfLine) => number | undefined): PdfBlock[] {
  const blocks: PdfBlock[] = [];
  let before: PdfLine | undefined;
  for (const line of lines) {
    const level = levelOf(line);
    const open = blocks.at(-1);
    if (open && before && open.level === level && goesOn(before, line, open)) open.text = joined(open.text, line.text);
    else blocks.push({ text: line.text.replace(BULLET, '- '), level });
    before = line;
  }
  return blocks.map((block) => (block.text.length > MOST_HEADING_LETTERS ? { text: block.text } : block));
}

/** Whether a line belongs to the block of the line before it. */
function goesOn(before: PdfLine, line: PdfLine, open: PdfBlock): boolean {
  if (LIST_ITEM.test(line.text)) return false;
  const down = before.y - line.y;
  // Up, into the next column: only what is in the middle of a sentence goes on.
  if (down < 0) return isUnfinished(open.text);
  return down <= PARAGRAPH_GAP * Math.max(before.height, line.height);
}

function joined(text: string, next: string): string {
  const isHyphenated = /\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(next);
  return isHyphenated ? text.slice(0, -1) + next : `${text} ${next}`;
}

function isUnfinished(text: string): boolean {
  return !/[.!?:;…]["'”’)\]]*$/.test(text);
}

/** Moves the end of a sentence that goes on overleaf to the page where it began. */
function endSentence(page: PdfBlock[], next: PdfBlock[]): void {
  const last = page.at(-1);
  const first = next.at(0);
  if (!last || !first || last.level !== undefined || first.level !== undefined) return;
  if (!isUnfinished(last.text) || !/^\p{Ll}/u.test(first.text)) return;
  const end = /^[\s\S]*?[.!?]["'”’)\]]*(?=\s|$)/.exec(first.text)?.[0] ?? first.text;
  last.text = joined(last.text, end);
  first.text = first.text.slice(end.length).trim();
  if (first.text === '') next.shift();
}
