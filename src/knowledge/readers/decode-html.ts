/** Where an HTML file may say how it is encoded: within its first bytes (HTML standard, "prescan a byte stream"). */
const PRESCAN_BYTES = 1024;

/**
 * The text of an HTML file: by its byte order mark, else as its meta element says, else UTF-8, and where it is not that,
 * Windows-1252 as browsers do.
 */
export function decodeHtml(bytes: Uint8Array): string {
  for (const encoding of [markOf(bytes), declaredIn(bytes), 'utf-8']) {
    const text = encoding && decodeAs(encoding, bytes);
    if (text !== undefined) return text;
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

function markOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, PRESCAN_BYTES));
  const name = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1];
  // Where ASCII can be read as such, the file is not UTF-16, whatever it says.
  return name && /^utf-?16/i.test(name) ? 'utf-8' : name;
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
