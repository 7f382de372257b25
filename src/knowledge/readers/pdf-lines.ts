/** A piece of text as pdf.js gives it. */
export interface PdfText {
  str: string;
  /** The last two are where it stands: x from the left, y from the bottom, in points. */
  transform: number[];
  width: number;
  height: number;
  hasEOL: boolean;
}

/** A line of a page. */
export interface PdfLine {
  text: string;
  x: number;
  y: number;
  /** Of the whole line, points. */
  width: number;
  /** Of its letters, points. */
  height: number;
}

/** The lines of a page in the order in which they are read. */
export function linesOf(items: readonly PdfText[]): PdfLine[] {
  const lines: PdfLine[] = [];
  let open: PdfLine | undefined;
  for (const { str, transform, width, height, hasEOL } of items) {
    const [x, y] = transform.slice(4);
    if (str !== '') {
      open ??= { text: '', x, y, width: 0, height: 0 };
      open.text += str;
      open.width = Math.max(open.width, x + width - open.x);
      if (str.trim() !== '') open.height = Math.max(open.height, height);
    }
    if (hasEOL && open) {
      lines.push(open);
      open = undefined;
    }
  }
  if (open) lines.push(open);
  const told = lines.map((line) => ({ ...line, text: clean(line.text) })).filter(({ text }) => text !== '');
  return isInOrder(told) ? told : told.toSorted((a, b) => b.y - a.y || a.x - b.x);
}

/** Ligatures and soft hyphens are of the type's making, and PostgreSQL stores no NUL. */
function clean(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\0\u00AD]/g, '')
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Whether lines follow each other as they are read, which most programs write them in: from the top down, and up again only
 * into the next column. Where columns stand side by side, the file's own order is kept, as none by place is right.
 */
function isInOrder(lines: readonly PdfLine[]): boolean {
  const climbs = lines.some((line, i) => {
    const before = lines[i - 1];
    return before !== undefined && line.y > before.y + before.height && line.x < before.x + before.width * 0.8;
  });
  return !climbs || lines.some((line, i) => lines.some((other, j) => j > i && isBeside(line, other)));
}

function isBeside(a: PdfLine, b: PdfLine): boolean {
  const sameHeight = Math.abs(a.y - b.y) < Math.max(a.height, b.height) / 2;
  return sameHeight && (a.x + a.width < b.x || b.x + b.width < a.x);
}
