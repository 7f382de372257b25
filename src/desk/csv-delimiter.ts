import { Readable } from 'node:stream';

/** What may stand between the cells of a CSV file: spreadsheets write semicolons where the comma is in numbers. */
const DELIMITERS = [',', ';', '\t'];

/** No first line of column names is longer, in bytes. */
const LONGEST_HEAD = 64 * 1024;

/** A CSV file whose first line was looked at. */
export interface DelimitedCsv {
  delimiter: string;
  /** All of it. */
  input: Readable;
}

/**
 * Tells by the first line that is not empty what stands between the cells of a CSV file.
 * @param names columns that it must have; where they are found with no delimiter, it is taken for a comma.
 * @throws what reading throws.
 */
export async function findDelimiter(input: Readable, names: readonly string[]): Promise<DelimitedCsv> {
  const chunks: AsyncIterator<Buffer> = input[Symbol.asyncIterator]();
  const begin: Buffer[] = [];
  let head = '';
  while (head.length < LONGEST_HEAD && !/[\r\n]/.test(head.trimStart())) {
    const { value, done } = await chunks.next();
    if (done) break;
    begin.push(value);
    // It may end inside of a letter; names hold none of several bytes.
    head = Buffer.concat(begin)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }
  const [line] = head.trimStart().split(/[\r\n]/, 1);
  const delimiter = DELIMITERS.find((sign) => names.every((name) => cellsOf(line, sign).includes(name))) ?? ',';
  return { delimiter, input: Readable.from(joined(begin, chunks)) };
}

function cellsOf(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) => cell.replaceAll('"', '').trim().toLowerCase());
}

async function* joined(begin: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* begin;
  yield* { [Symbol.asyncIterator]: () => rest };
}
