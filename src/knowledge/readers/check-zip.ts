import { fromBufferPromise } from 'yauzl';

/** So much a file may hold once it is unpacked, and so many parts: a real document has far less. */
const MOST_UNPACKED_BYTES = 200_000_000;
const MOST_PARTS = 10_000;

/**
 * Unpacks a zip file into nothing, to know that it can be unpacked and how large it gets: what a zip file says of itself
 * need not be true.
 * @throws Error for a file that is no zip file, is broken, or gets larger than 200 MB.
 */
export async function checkZip(bytes: Buffer): Promise<void> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  if (zip.entryCount > MOST_PARTS) throw new Error(`it has more than ${MOST_PARTS} parts`);
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      unpacked += piece.length;
      if (unpacked > MOST_UNPACKED_BYTES) throw new Error('it unpacks to more than 200 MB');
    }
  }
}
