import type { Queryable, QueryOptions } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';

/** What people edit of a chunk. */
export interface ChunkText {
  content: string;
  trigger_keyword: string | null;
  when_to_use: string | null;
}

/** A chunk with what is kept about it. Times are ISO 8601. */
export interface KeptChunk extends ChunkText {
  id: number;
  topic: string;
  /** Two-letter code. */
  language: string;
  intents: string[];
  stages: string[];
  /** Rises with every change of its text. */
  version: number;
  /** How many replies were given with it. */
  uses: number;
  /** The text is a person's: no night rewrites it. */
  held: boolean;
  /** Who wrote what it says now: a person or a model; null for what Goldsmith came with. */
  changed_by: string | null;
  changed_at: string | null;
}

/** What a chunk said, or says. */
export interface ChunkVersion extends ChunkText {
  version: number;
  /** Who wrote it; null for what Goldsmith came with. */
  writer: string | null;
  /** ISO 8601. */
  at: string | null;
}

type StoredChunk = Omit<KeptChunk, 'changed_at'> & { changed_at: Date | null };
type StoredVersion = Omit<ChunkVersion, 'at'> & { at: Date | null };

const KEPT = `SELECT c.id, c.topic, c.content, c.trigger_keyword, c.language, c.when_to_use, c.intents, c.stages, c.version,
  coalesce((c.metadata->>'usage_count')::int, 0) AS uses, c.edited_at IS NOT NULL AS held,
  l.replaced_by AS changed_by, l.created_at AS changed_at
  FROM cultural_knowledge c LEFT JOIN LATERAL (
    SELECT replaced_by, created_at FROM cultural_versions v WHERE v.chunk_id = c.id ORDER BY v.version DESC LIMIT 1) l ON true`;

/** All chunks, topic by topic. */
export async function readKeptChunks(database: Queryable, options?: QueryOptions): Promise<KeptChunk[]> {
  const rows = await database.query<StoredChunk>(`${KEPT} ORDER BY c.topic, c.language, c.id`, [], options);
  return rows.map(withIsoTime);
}

/** @throws GoldsmithError `not-found`. */
export async function readKeptChunk(database: Queryable, id: number, options?: QueryOptions): Promise<KeptChunk> {
  const [row] = await database.query<StoredChunk>(`${KEPT} WHERE c.id = $1`, [id], options);
  if (!row) throw new GoldsmithError('not-found', `There is no cultural chunk ${id}. Somebody may have removed it.`);
  return withIsoTime(row);
}

/** What a chunk said before it said what it says now, newest first. */
export async function readEarlierVersions(
  database: Queryable,
  id: number,
  options?: QueryOptions,
): Promise<ChunkVersion[]> {
  // A row tells who wrote what came after it.
  const rows = await database.query<StoredVersion>(
    `SELECT version, content, trigger_keyword, when_to_use,
       lag(replaced_by) OVER (ORDER BY version) AS writer, lag(created_at) OVER (ORDER BY version) AS at
     FROM cultural_versions WHERE chunk_id = $1 ORDER BY version DESC`,
    [id],
    options,
  );
  return rows.map((row) => ({ ...row, at: row.at?.toISOString() ?? null }));
}

function withIsoTime(row: StoredChunk): KeptChunk {
  return { ...row, changed_at: row.changed_at?.toISOString() ?? null };
}
