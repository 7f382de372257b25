import type { Database, Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { followMovedChunks, markStale } from '../golden/stale-answers.ts';
import type { KnowledgeDocument } from './knowledge-document.ts';
import { cutDocument, type DocumentModels, embedDocument, writeDocument } from './store-document.ts';

/** The origin of what people have written or pasted; folders and files are absolute paths, so that no ingest touches these. */
export const PASTED = 'desk:';

/** A text that a person put into the knowledge base. */
export interface PastedText {
  title: string;
  /** Markdown or plain text. */
  text: string;
  url?: string;
  /** Two-letter code; without it, what the text is told to be in. */
  language?: string;
}

/** A pasted text as it stands there. */
export interface PastedDocument {
  id: number;
  title: string;
  url: string | null;
  language: string | null;
  chunks: number;
  added_at: Date;
}

/** More goes in the same transaction. */
export type Alongside = (tx: Queryable, document: PastedDocument) => Promise<void>;

const READ = `
  SELECT d.id::int AS id, d.title, d.url, d.language, d.created_at AS added_at,
    (SELECT count(*)::int FROM knowledge_chunks c WHERE c.document_id = d.id) AS chunks
  FROM knowledge_documents d WHERE d.origin = $1`;

/** What people have put in, newest first, up to 500. */
export async function listPasted(database: Queryable): Promise<PastedDocument[]> {
  return database.query(`${READ} ORDER BY d.created_at DESC, d.id DESC LIMIT 500`, [PASTED]);
}

/**
 * Puts a text into the knowledge base. Answers that were stale for want of it are served again.
 * @throws GoldsmithError `bad-input` where another text has its title, or where there are no words in it.
 */
export async function addPasted(
  database: Database,
  models: DocumentModels,
  { title, ...given }: PastedText,
  alongside: Alongside,
  signal?: AbortSignal,
): Promise<PastedDocument> {
  const document: KnowledgeDocument = { ...given, path: title, title };
  const cut = cutDocument(document, models);
  if (cut.chunks.length === 0) throw new GoldsmithError('bad-input', 'There are no words in the text.');
  // Before the embedding, which takes a while; the transaction looks again.
  await refuseSecond(database, title);
  const { stored } = await embedDocument(cut, models.embedder, new Map(), signal);
  return database.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('goldsmith pasted document'), hashtext($1))", [title]);
    await refuseSecond(tx, title);
    const { id } = await writeDocument(tx, PASTED, stored, models.embedder.id);
    const added = await readPasted(tx, Number(id));
    await alongside(tx, added);
    return added;
  });
}

/**
 * Takes a pasted text away. Answers that rest on it become stale.
 * @throws GoldsmithError `not-found`.
 */
export async function removePasted(database: Database, id: number, alongside: Alongside): Promise<{ stale: number }> {
  return database.transaction(async (tx) => {
    const document = await readPasted(tx, id);
    const chunks = await tx.query<{ hash: string }>(
      'SELECT content_hash AS hash FROM knowledge_chunks WHERE document_id = $1',
      [id],
    );
    await tx.query('DELETE FROM knowledge_documents WHERE id = $1', [id]);
    const hashes = chunks.map(({ hash }) => hash);
    const stale = await markStale(tx, hashes, `${document.title} is gone`);
    await followMovedChunks(tx);
    await alongside(tx, document);
    return { stale: stale.length };
  });
}

async function readPasted(tx: Queryable, id: number): Promise<PastedDocument> {
  const [document] = await tx.query<PastedDocument>(`${READ} AND d.id = $2`, [PASTED, id]);
  if (!document) throw new GoldsmithError('not-found', `There is no text ${id} that somebody has added at the desk.`);
  return document;
}

async function refuseSecond(database: Queryable, title: string): Promise<void> {
  const [same] = await database.query('SELECT 1 FROM knowledge_documents WHERE origin = $1 AND path = $2', [
    PASTED,
    title,
  ]);
  if (same) throw new GoldsmithError('bad-input', `“${title}” is there already. Give this text another title.`);
}
