import type { KnowledgeDocument, OmittedDocument, UnreadableDocument } from '../../src/knowledge/knowledge-document.ts';
import { type ReadOptions, readDocuments } from '../../src/knowledge/read-documents.ts';
import { makeTempFolder } from './temp-folder.ts';

/** All that reading a place gives. */
export interface ReadFolder {
  documents: KnowledgeDocument[];
  unreadable: UnreadableDocument[];
  omitted: OmittedDocument[];
}

/** Reads a folder or file to the end. */
export async function readFolder(path: string, options?: ReadOptions): Promise<ReadFolder> {
  const all: ReadFolder = { documents: [], unreadable: [], omitted: [] };
  for await (const one of readDocuments(path, options)) {
    if ('document' in one) all.documents.push(one.document);
    else if ('unreadable' in one) all.unreadable.push(one.unreadable);
    else all.omitted.push(one.omitted);
  }
  return all;
}

/** Reads a folder made of the given files. */
export async function readFiles(
  files: Record<string, string | Uint8Array>,
  options?: ReadOptions,
): Promise<ReadFolder> {
  await using folder = await makeTempFolder(files);
  return await readFolder(folder.path, options);
}
