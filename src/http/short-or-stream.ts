import { Readable } from 'node:stream';

/**
 * A request's body: its bytes where there are few, else a stream of all of them, which waits for whoever takes it. To put 60 MB of
 * pictures together in one piece would hold up everybody else.
 * @param most bytes.
 */
export async function shortOrStream(payload: Readable, most: number): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return Readable.from(together(chunks, payload), { objectMode: false });
  }
  return Buffer.concat(chunks);
}

async function* together(chunks: readonly Buffer[], rest: Readable): AsyncGenerator<Buffer> {
  yield* chunks;
  yield* rest;
}
