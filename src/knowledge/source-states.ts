import type { Queryable } from '../database/database.ts';

/** What names the chunk that something rests on. */
export interface NamedChunk {
  path: string;
  headings: readonly string[];
  /** Absent: it is not looked after. */
  contentHash?: string;
  /** Set for chunks outside of the database. */
  store?: string;
}

/**
 * How it stands with a source. `unchecked`: it names no chunk. `elsewhere`: in a store outside of the database, which only a night
 * asks. `changed`: its document is there, its text is not.
 */
export type SourceState = 'current' | 'changed' | 'gone' | 'elsewhere' | 'unchecked';

/** A chunk as it is now. */
export interface PresentChunk {
  state: SourceState;
  /** Of the chunk, or of what stands in its place now; undefined where there is nothing. */
  text: string | undefined;
  /** The hash of that text. */
  contentHash: string | undefined;
}

/** How the chunks stand that were named, in their order. A chunk that changed is looked for under its headings. */
export async function presentChunks(database: Queryable, sources: readonly NamedChunk[]): Promise<PresentChunk[]> {
  if (sources.length === 0) return [];
  const rows = await database.query<{
    own: string | null;
    place: string | null;
    text: string | null;
    document: boolean;
  }>(
    `SELECT own.content_hash AS own, place.content_hash AS place, coalesce(own.text, place.text) AS text,
       EXISTS (SELECT 1 FROM knowledge_documents d WHERE d.path = asked.path) AS document
     FROM jsonb_to_recordset($1::jsonb) AS asked (n INT, path TEXT, headings JSONB, hash TEXT)
     LEFT JOIN LATERAL (SELECT text, content_hash FROM knowledge_chunks WHERE content_hash = asked.hash LIMIT 1) own ON true
     LEFT JOIN LATERAL (
       SELECT c.text, c.content_hash FROM knowledge_chunks c JOIN knowledge_documents d ON d.id = c.document_id
       WHERE d.path = asked.path AND to_jsonb(c.headings) = asked.headings ORDER BY c.position LIMIT 1) place ON true
     ORDER BY n`,
    [JSON.stringify(sources.map(({ path, headings, contentHash: hash }, n) => ({ n, path, headings, hash })))],
  );
  return sources.map(({ contentHash, store }, n) => {
    const { own, place, text, document } = rows[n];
    if (store) return { state: 'elsewhere', text: undefined, contentHash };
    if (contentHash === undefined) return { state: 'unchecked', text: text ?? undefined, contentHash: undefined };
    const state = own ? 'current' : document ? 'changed' : 'gone';
    return { state, text: text ?? undefined, contentHash: own ?? place ?? undefined };
  });
}
