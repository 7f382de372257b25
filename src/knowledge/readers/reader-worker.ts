import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import type { PageFormat, PageReader, ReadPage } from './read-page.ts';

/** A file for the worker to read. */
export interface ReaderTask {
  format: PageFormat;
  bytes: Uint8Array;
  address?: string;
}

/** What came of it. */
export type ReaderResult = { pages: ReadPage[] } | { failure: string };

/** Each library is loaded when its first file comes. */
const READERS: Record<PageFormat, () => Promise<PageReader>> = {
  html: async () => (await import('./read-html.ts')).readHtml,
  pdf: async () => (await import('./read-pdf.ts')).readPdf,
  docx: async () => (await import('./read-docx.ts')).readDocx,
};

async function read({ format, bytes, address }: ReaderTask): Promise<ReaderResult> {
  try {
    const reader = await READERS[format]();
    return { pages: await reader(bytes, address) };
  } catch (error) {
    return { failure: error instanceof RangeError ? 'it is nested too deeply' : messageOf(error) };
  }
}

parentPort!.on('message', async (task: ReaderTask) => parentPort!.postMessage(await read(task)));
