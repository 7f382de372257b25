import type { Queryable } from '../database/database.ts';
import { toVectorText } from '../database/vectors.ts';
import { liftStale, markStale } from '../golden/stale-answers.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { type Chunk, chunkDocument } from './chunk-document.ts';
import type { KnowledgeDocument } from './knowledge-document.ts';
import { textHash } from './text-hash.ts';

/** PostgreSQL's text search configuration for a language. */
export const TEXT_SEARCH: Record<string, string> = { en: 'english', it: 'italian', id: 'indonesian' };

/** What reads a document before it is stored. */
export interface DocumentModels {
  embedder: Embedder;
  detector: LanguageDetector;
}

/** A document in chunks. */
export interface CutDocument {
  document: KnowledgeDocument;
  language: string | undefined;
  contentHash: string;
  chunks: Chunk[];
}

interface ChunkRow extends Chunk {
  contentHash: string;
  /** The vector in pgvector's text form. */
  embedding: string;
}

/** A document as it goes into the tables. */
export interface StoredDocument extends Omit<CutDocument, 'chunks'> {
  rows: ChunkRow[];
}

/** Cuts a document into chunks and tells its language. */
export function cutDocument(document: KnowledgeDocument, { embedder, detector }: DocumentModels): CutDocument {
  const language = document.language ?? detector.detect(document.text);
  const contentHash = textHash([document.title, document.url ?? '', language ?? '', document.text]);
  const chunks = chunkDocument(document.text, (text) => embedder.countTokens(text)).map((chunk) =>
    // A page's first heading is its title more often than not; once is enough.
    chunk.headings[0] === document.title ? { ...chunk, headings: chunk.headings.slice(1) } : chunk,
  );
  return { document, language, contentHash, chunks };
}

/** Whether a document is there unchanged, and embedded by the model in use. */
export async function isCurrent(
  database: Queryable,
  origin: string,
  path: string,
  contentHash: string,
  model: string,
): Promise<boolean> {
  const [row] = await database.query(
    `SELECT 1 FROM knowledge_documents d WHERE origin = $1 AND path = $2 AND content_hash = $3
     AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.document_id = d.id AND c.embedding_model <> $4)`,
    [origin, path, contentHash, model],
  );
  return row !== undefined;
}

/** The vectors of a document's chunks by their hash, in pgvector's text form. */
export async function knownVectors(
  database: Queryable,
  origin: string,
  path: string,
  model: string,
): Promise<Map<string, string>> {
  const rows = await database.query<{ hash: string; embedding: string }>(
    `SELECT c.content_hash AS hash, c.embedding::text AS embedding FROM knowledge_chunks c
     JOIN knowledge_documents d ON d.id = c.document_id
     WHERE d.origin = $1 AND d.path = $2 AND c.embedding_model = $3`,
    [origin, path, model],
  );
  return new Map(rows.map((row) => [row.hash, row.embedding]));
}

/** Embeds the chunks whose vectors are not known. */
export async function embedDocument(
  { chunks, ...cut }: CutDocument,
  embedder: Embedder,
  known: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<{ stored: StoredDocument; embedded: number }> {
  const { title } = cut.document;
  const rows: ChunkRow[] = [];
  let embedded = 0;
  for (const chunk of chunks) {
    const contentHash = textHash([title, ...chunk.headings, chunk.text]);
    let embedding = known.get(contentHash);
    if (!embedding) {
      embedding = toVectorText(await embedder.embed([title, ...chunk.headings, chunk.text].join('\n'), signal));
      embedded++;
    }
    rows.push({ ...chunk, contentHash, embedding });
  }
  return { stored: { ...cut, rows }, embedded };
}

/**
 * Puts a document in place of what stood there.
 * @returns its id, and the answers (by id) that became stale or are served again by it.
 */
export async function writeDocument(
  tx: Queryable,
  origin: string,
  { document, language, contentHash, rows }: StoredDocument,
  model: string,
): Promise<{ id: string; stale: readonly number[]; servedAgain: readonly number[] }> {
  const [{ id }] = await tx.query<{ id: string }>(
    `INSERT INTO knowledge_documents (origin, path, title, url, language, content_hash) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (origin, path) DO UPDATE SET title = EXCLUDED.title, url = EXCLUDED.url, language = EXCLUDED.language,
     content_hash = EXCLUDED.content_hash RETURNING id`,
    [origin, document.path, document.title, document.url ?? null, language ?? null, contentHash],
  );
  const before = await tx.query<{ hash: string }>(
    'DELETE FROM knowledge_chunks WHERE document_id = $1 RETURNING content_hash AS hash',
    [id],
  );
  for (const [position, row] of rows.entries()) {
    await tx.query(INSERT_CHUNK, [
      ...[id, position, row.headings, row.text, row.tokens, row.contentHash, language ?? null, row.embedding, model],
      TEXT_SEARCH[language ?? ''] ?? 'simple',
      [document.title, ...row.headings].join(' '),
    ]);
  }
  const hashes = new Set(rows.map((row) => row.contentHash));
  const gone = before.map(({ hash }) => hash).filter((hash) => !hashes.has(hash));
  const stale = await markStale(tx, gone, `${document.path} has changed`);
  return { id, stale, servedAgain: await liftStale(tx, [...hashes]) };
}

const INSERT_CHUNK = `
  INSERT INTO knowledge_chunks (document_id, position, headings, text, tokens, content_hash, language, embedding, embedding_model, search)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
    setweight(to_tsvector($10::regconfig, $11), 'A') || to_tsvector($10::regconfig, $4))`;
