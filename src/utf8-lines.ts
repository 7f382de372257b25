import { createReadStream } from 'node:fs';

/** A line of a file: its number from 1, and its text, or undefined when its bytes are no UTF-8. */
export interface Utf8Line {
  number: number;
  text: string | undefined;
}

const NEWLINE = 0x0a;

/**
 * The lines of a file of any size, decoded one by one, so that bytes that are no UTF-8 cost their own line only.
 * @param file its path, or its bytes.
 */
export async function* utf8Lines(file: string | AsyncIterable<Buffer>): AsyncGenerator<Utf8Line> {
  let number = 0;
  let rest: Buffer[] = [];
  const chunks = typeof file === 'string' ? (createReadStream(file) as AsyncIterable<Buffer>) : file;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield { number: ++number, text: decode(Buffer.concat([...rest, chunk.subarray(start, end)])) };
      rest = [];
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield { number: ++number, text: decode(last) };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r$/, '');
  } catch {
    return undefined;
  }
}
