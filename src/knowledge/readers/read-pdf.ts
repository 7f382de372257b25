import { getDocumentProxy } from 'unpdf';
import { messageOf } from '../../errors.ts';
import { blocksOf, type PdfBlock } from './pdf-blocks.ts';
import { linesOf, type PdfLine, type PdfText } from './pdf-lines.ts';
import { languageOf } from './read-html.ts';
import type { ReadPage } from './read-page.ts';

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Reads the text of a PDF, each page for itself, in the order in which it is read. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPage[]> {
  const pdf = await open(bytes);
  const lines: PdfLine[][] = [];
  for (let number = 1; number <= pdf.numPages; number++) lines.push(await pageLines(pdf, number));
  if (lines.every((page) => page.length === 0)) {
    throw new Error('its pages hold pictures but no text; run it through text recognition (OCR) first');
  }
  const { title: said, language } = await saysOfItself(pdf);
  const blocks = blocksOf(lines);
  const title = said ?? blocks[0].find(({ level }) => level !== undefined)?.text;
  return withHeadings(blocks)
    .map((text, i) => ({ title, text, language, page: i + 1 }))
    .filter(({ text }) => text !== '');
}

async function open(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0, useWorkerFetch: false });
  } catch (error) {
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    throw new Error(encrypted ? 'it is encrypted with a password' : `it is no sound PDF: ${messageOf(error)}`);
  }
}

async function pageLines(pdf: PdfDocument, number: number): Promise<PdfLine[]> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  page.cleanup();
  return linesOf(items.filter((item): item is typeof item & PdfText => 'str' in item));
}

/** Title and language from the file's own data; programs often write a file's name for a title. */
async function saysOfItself(pdf: PdfDocument): Promise<{ title?: string; language?: string }> {
  const data = await pdf.getMetadata().catch(() => undefined);
  const info = (data?.info ?? {}) as { Title?: unknown; Language?: unknown };
  const title = typeof info.Title === 'string' ? info.Title.replace(/\s+/g, ' ').trim() : '';
  const isUsable = title !== '' && !/^(untitled|microsoft \w+ -)|\.\w{2,5}$/i.test(title) && title.isWellFormed();
  return {
    title: isUsable ? title : undefined,
    language: typeof info.Language === 'string' ? languageOf(info.Language) : undefined,
  };
}

/** Each page as Markdown, under the headings of the pages before that still hold. */
function withHeadings(pages: readonly PdfBlock[][]): string[] {
  let above: { text: string; level: number }[] = [];
  return pages.map((blocks) => {
    const parts = blocks.length > 0 ? above.filter(({ level }) => level < (blocks[0].level ?? 7)).map(asMarkdown) : [];
    for (const { text, level } of blocks) {
      if (level !== undefined) above = [...above.filter((heading) => heading.level < level), { text, level }];
      parts.push(asMarkdown({ text, level }));
    }
    return parts.join('\n\n');
  });
}

function asMarkdown({ text, level }: PdfBlock): string {
  return level === undefined ? text : `${'#'.repeat(level)} ${text}`;
}
