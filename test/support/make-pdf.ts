/** A line of text on a page of 595 by 842 points. */
export interface PdfTextLine {
  text: string;
  /** From the left, 50 by default. */
  x?: number;
  /** From the bottom. */
  y: number;
  /** Of the letters, 10 by default. */
  size?: number;
}

/** What a PDF holds beside its pages. */
export interface PdfSettings {
  title?: string;
  language?: string;
  /** Nobody knows its password. */
  encrypted?: boolean;
  /** A page's content as it stands in the file, in place of lines. */
  rawContent?: { filter: string; bytes: Buffer };
}

/** Makes a PDF with the given lines on its pages, in that order. */
export function makePdf(pages: readonly (readonly PdfTextLine[])[], settings: PdfSettings = {}): Buffer {
  const { title, language, encrypted, rawContent } = settings;
  const objects: (string | Buffer)[] = [];
  const add = (object: string | Buffer) => objects.push(object);
  const kids = pages.map((_, i) => `${4 + 2 * i} 0 R`).join(' ');
  add(`<< /Type /Catalog /Pages 2 0 R ${language ? `/Lang (${language})` : ''} >>`);
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [i, lines] of pages.entries()) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * i} 0 R >>`,
    );
    const filter = rawContent ? `/Filter ${rawContent.filter}` : '';
    const content = rawContent?.bytes ?? Buffer.from(lines.map(drawn).join('\n'), 'latin1');
    add(
      Buffer.concat([
        Buffer.from(`<< /Length ${content.length} ${filter} >>\nstream\n`),
        content,
        Buffer.from('\nendstream'),
      ]),
    );
  }
  const info = title ? `/Info ${add(`<< /Title (${title}) >>`)} 0 R` : '';
  const key = `<${'5a'.repeat(32)}>`;
  const lock = encrypted
    ? `/Encrypt ${add(`<< /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >>`)} 0 R /ID [${key} ${key}]`
    : '';
  return assemble(objects, `${info} ${lock}`);
}

function drawn({ text, x = 50, y, size = 10 }: PdfTextLine): string {
  return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text.replace(/[\\()]/g, '\\$&').replaceAll('•', '\\225')}) Tj ET`;
}

function assemble(objects: readonly (string | Buffer)[], trailer: string): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let offset = parts[0].length;
  for (const [i, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    offsets.push(offset);
    offset += part.length;
    parts.push(part);
  }
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root 1 0 R ${trailer} >>\nstartxref\n${offset}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
