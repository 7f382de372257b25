import { load } from 'cheerio';
import mammoth from 'mammoth';
import { messageOf } from '../../errors.ts';
import { checkZip } from './check-zip.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import type { ReadPage } from './read-page.ts';

/** How Word files begin that are encrypted or of the kind before 2007 (compound file binary format). */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

const OPTIONS = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
};

/** Reads a Word document (.docx), headings kept. */
export async function readDocx(bytes: Uint8Array): Promise<ReadPage[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, 4).equals(COMPOUND_FILE)) {
    throw new Error('it is encrypted with a password, or of an old kind; save it as .docx without one');
  }
  await checkZip(buffer).catch((error: unknown) => {
    throw new Error(`it is no sound Word document: ${messageOf(error)}`);
  });
  const { value: html } = await mammoth.convertToHtml({ buffer }, OPTIONS);
  const $ = load(html);
  // Word's own marks for cross-references lead nowhere outside of it.
  $('a:not([href^="http"])').removeAttr('href');
  const text = htmlToMarkdown($('body').html() ?? '').trim();
  if (text === '') throw new Error('it holds no text');
  return [{ title: $('h1').first().text().replace(/\s+/g, ' ').trim() || undefined, text }];
}
