import type { Readable } from 'node:stream';

/** A longer line is told in pieces: a process that never ends one must not fill the memory. */
const LONGEST_LINE = 16_384;

/** Tells each line that a process writes, the last one too where it has no end. Resolves when the stream has ended or was destroyed. */
export async function tellLines(stream: Readable, tell: (line: string) => void): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (part: string) => {
    const lines = (rest + part).split('\n');
    rest = lines.pop()!;
    for (const line of lines) tell(line.replace(/\r$/, ''));
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) tell(rest.slice(0, LONGEST_LINE));
  });
  // What cannot be read is not told; the process's end says how it went.
  stream.on('error', () => undefined);
  stream.once('close', resolve);
  await closed;
  if (rest) tell(rest);
}
